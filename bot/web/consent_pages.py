"""What people see who follow a link in a mail: pure, facts in and HTML out."""

import html
from functools import cache
from importlib.resources import files
from string import Template

from agents import sentences
from agents.policy import SalesPolicy
from agents.rules.opt_in import MARKETING
from agents.vocabulary import ConsentPurpose, ConsentState, Language
from agents.words import LOCALES, Words
from bot.workflows.consent import Standing

FOLDER = files("bot.web") / "consent"
LABELS = {Language.DE: "Deutsch", Language.EN: "English"}
OFFERED = tuple(purpose for purpose in ConsentPurpose if purpose in MARKETING)


def style() -> bytes:
    """The style sheet of all these pages."""
    return (FOLDER / "style.css").read_bytes()


def confirm(stands: Standing, w: Words, policy: SalesPolicy, *, token: str) -> str:
    """One button: opening the page confirms nothing, because mail scanners open links too."""
    asked = "".join(f"<blockquote>{_safe(text)}</blockquote>" for text in stands.wordings)
    yes = _button(f"/consent/confirm/{token}", w.t("Yes, I confirm"), w)
    later = w.t("You can withdraw this at any time, by one click.")
    content = f'{_whose(stands, w)}{asked}{yes}<p class="soft">{_safe(later)}</p>'
    return _page(w.t("Please confirm"), content, w, policy)


def confirmed(w: Words, policy: SalesPolicy, *, is_new: bool, preferences: str) -> str:
    """It counts from now on, or has counted before."""
    said = (
        w.t("Thank you. Your address is confirmed.")
        if is_new
        else w.t("Your address was confirmed already. There is nothing left to do.")
    )
    return _page(w.t("Confirmed"), _note(said) + _more(preferences, w), w, policy)


def nothing_to_confirm(w: Words, policy: SalesPolicy, *, preferences: str) -> str:
    """It was withdrawn meanwhile, or somebody never asked."""
    said = w.t("There is nothing to confirm (any more): we do not write to this address.")
    return _page(w.t("Nothing to confirm"), _note(said) + _more(preferences, w), w, policy)


def expired(w: Words, policy: SalesPolicy, *, token: str) -> str:
    """The link was good for two days; a new one comes by mail."""
    said = w.t("This link has expired. We gladly send you a new one, to the same address.")
    again = _button(f"/consent/confirm/{token}/again", w.t("Send again"), w)
    return _page(w.t("The link has expired"), f"<p>{_safe(said)}</p>{again}", w, policy)


def sent_again(w: Words, policy: SalesPolicy, *, is_owed: bool) -> str:
    """It is on its way, or there were enough of them today."""
    said = (
        w.t("A new link is on its way to you.")
        if is_owed
        else w.t("We have sent enough links for today, or there is nothing left to confirm.")
    )
    return _page(w.t("Send again"), _note(said), w, policy)


def unknown(w: Words, policy: SalesPolicy) -> str:
    """A link that we have not signed, or whose person's data is gone."""
    said = w.t(
        "This link does not work (any more). It may have been cut in two by a mail program, or we "
        "have deleted your data meanwhile; then we will not write to you either."
    )
    return _page(w.t("This link does not work"), f"<p>{_safe(said)}</p>", w, policy)


def preferences(
    stands: Standing, w: Words, policy: SalesPolicy, *, token: str, is_saved: bool = False
) -> str:
    """Channels, topics, and the ways out."""
    here, save = f"/consent/preferences/{token}", w.t("Save")
    parts = [
        _note(w.t("Saved. It counts from now on.")) if is_saved else "",
        _whose(stands, w),
        f'<form method="post" action="{here}{_lang(w)}">',
        _fieldset(w.t("How may we reach you?"), [_channel(one, stands, w) for one in OFFERED]),
        _topics(stands, w, policy),
        _wording(w, policy),
        f'<p class="acts"><button>{_safe(save)}</button></p></form>',
        _ways_out(stands, w, here),
    ]
    return _page(w.t("What may we write to you?"), "".join(parts), w, policy)


def _whose(stands: Standing, w: Words) -> str:
    said = w.t("For the address {address}.", address=stands.address or "–")
    return f"<p>{_safe(said)}</p>"


def _channel(purpose: ConsentPurpose, stands: Standing, w: Words) -> str:
    is_on = stands.allows(purpose)
    state = stands.states[purpose]
    hint = {
        ConsentState.PENDING: w.t("not confirmed yet; ticked and saved here, it is"),
        ConsentState.OBJECTED: w.t("you have objected"),
        ConsentState.WITHDRAWN: w.t("you have withdrawn it"),
    }.get(state, "")
    label = sentences.channel_offer(w, purpose)
    return _checkbox("allow", purpose.value, label, hint, is_on=is_on)


def _topics(stands: Standing, w: Words, policy: SalesPolicy) -> str:
    topics = policy.consent.topics
    if not topics:
        return ""
    boxes = [
        _checkbox(
            "topic",
            topic,
            w.both(label),
            "",
            is_on=stands.topics is None or topic in stands.topics,
        )
        for topic, label in topics.items()
    ]
    return _fieldset(w.t("About what?"), boxes)


def _wording(w: Words, policy: SalesPolicy) -> str:
    """What a tick means, word for word, as it is kept for proof."""
    text = policy.wording(policy.consent.preferences_text, w.language)
    return f'<p class="soft">{_safe(text)}</p>' if text else ""


def _ways_out(stands: Standing, w: Words, here: str) -> str:
    objected = all(stands.refuses(purpose) for purpose in OFFERED)
    is_off = objected and stands.refuses(ConsentPurpose.ANSWER_REQUEST)
    if is_off:
        return _note(w.t("Everything is off: we leave you alone."))
    no_more = w.t("I object to marketing")
    object_ = "" if objected else _button(f"{here}/object", no_more, w, kind="ghost")
    off = _button(f"{here}/off", w.t("All off: do not contact me at all"), w, kind="danger")
    explained = w.t(
        "An objection ends all marketing at once; what you have asked us we still answer. “All "
        "off” ends that too."
    )
    heading = w.t("No more from us")
    return (
        f'<div class="box"><h2>{_safe(heading)}</h2><p>{_safe(explained)}</p>{object_}{off}</div>'
    )


def _checkbox(name: str, value: str, label: str, hint: str, *, is_on: bool) -> str:
    checked = " checked" if is_on else ""
    small = f"<small>{_safe(hint)}</small>" if hint else ""
    return (
        f'<label><input type="checkbox" name="{_safe(name)}" value="{_safe(value)}"{checked}>'
        f"<span>{_safe(label)}{small}</span></label>"
    )


def _fieldset(legend: str, boxes: list[str]) -> str:
    return f"<fieldset><legend>{_safe(legend)}</legend>{''.join(boxes)}</fieldset>"


def _button(action: str, label: str, w: Words, *, kind: str = "") -> str:
    look = f' class="{kind}"' if kind else ""
    return (
        f'<form method="post" action="{action}{_lang(w)}" class="acts">'
        f"<button{look}>{_safe(label)}</button></form>"
    )


def _lang(w: Words) -> str:
    return f"?lang={w.language.value}"


def _note(text: str) -> str:
    return f'<p class="note" role="status">{_safe(text)}</p>'


def _more(preferences: str, w: Words) -> str:
    label = _safe(w.t("What may we write to you?"))
    return f'<p><a href="{_safe(preferences)}">{label}</a></p>'


def _page(title: str, content: str, w: Words, policy: SalesPolicy) -> str:
    other = next(item for item in LOCALES if item is not w.language)
    return _template().substitute(
        language=w.language.value,
        other_language=other.value,
        other_label=LABELS[other],
        title=_safe(title),
        company=_safe(policy.consent.company or policy.name),
        imprint=_safe(policy.consent.imprint or ""),
        content=content,
    )


@cache
def _template() -> Template:
    return Template((FOLDER / "page.html").read_text(encoding="utf-8"))


def _safe(text: str) -> str:
    return html.escape(text)
