"""What leads get from us by themselves: a link to confirm, and an honest answer off hours.

To them we say "Sie". Neither is advertising, and neither says more about the person than they
know themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from agents.facts import ContactFacts
from agents.policy import AwayPolicy, SalesPolicy
from agents.words import Words
from bot.letters.parts import Written, joined
from bot.slack.blocks.text import plain

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Addresses that a mail offers."""

    preferences: str
    confirm: str | None = None


def opt_in(
    contact: ContactFacts,
    wordings: Sequence[str],
    ways: Ways,
    w: Words,
    *,
    policy: SalesPolicy,
) -> Written:
    """The question whether it was really this address that agreed."""
    company = company_name(policy)
    hours = policy.consent.confirm_within // HOUR
    text = joined(
        _greeting(contact, w),
        w.t(
            "somebody, probably you, has agreed on our website that {company} may write to this "
            "address. So that nobody else can do that for you, please confirm it:",
            company=company,
        ),
        ways.confirm or "",
        "\n".join([w.t("You agree to this text:"), *(f"“{text}”" for text in wordings)])
        if wordings
        else "",
        w.n(
            "The link is good for {count} hour. If it was not you, there is nothing to do: "
            "without your confirmation you will get no marketing mails from us.",
            "The link is good for {count} hours. If it was not you, there is nothing to do: "
            "without your confirmation you will get no marketing mails from us.",
            hours,
        ),
        _ending(ways, w, policy=policy),
    )
    return Written(subject=w.t("Please confirm: mails from {company}", company=company), text=text)


def away(
    contact: ContactFacts,
    answer: AwayPolicy,
    ways: Ways,
    w: Words,
    *,
    moment: str,
    policy: SalesPolicy,
) -> Written:
    """The policy's own words: when somebody will answer, and where a time can be chosen."""
    filled = {
        "greeting": _greeting(contact, w),
        "moment": moment,
        "company": company_name(policy),
    }
    booking = ""
    if answer.booking_url is not None:
        booking = answer.booking[w.language].format(url=answer.booking_url)
    text = joined(
        answer.text[w.language].format(**filled).strip(), booking, _ending(ways, w, policy=policy)
    )
    return Written(subject=answer.subject[w.language].format(**filled), text=text)


def company_name(policy: SalesPolicy) -> str:
    """Who writes."""
    return policy.consent.company or policy.name


def _greeting(contact: ContactFacts, w: Words) -> str:
    """What somebody typed into a form is shown as plain text, and not at length."""
    name = plain(contact.full_name or "", 80)
    return w.t("Good day {name},", name=name) if name else w.t("Good day,")


def _ending(ways: Ways, w: Words, *, policy: SalesPolicy) -> str:
    lines = [
        "--",
        company_name(policy),
        w.t("What we may write to you, and how to stop it: {url}", url=ways.preferences),
        policy.consent.imprint or "",
    ]
    return "\n".join(line for line in lines if line)
