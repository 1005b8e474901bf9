"""What `staffel check` says of consent: what is allowed to be missing, but should be known of."""

from collections.abc import Iterator
from datetime import date

from agents import sentences
from agents.policy import ConsentPolicy
from agents.words import Words
from bot.clock import system_clock
from bot.commands.findings import Finding, Look
from bot.gateways.mail_server import is_this_machine, server_at


def consent(look: Look) -> Iterator[Finding]:
    """Balancing tests, the way to a confirmation, and the link of the answer off hours."""
    if look.policy is None:
        return
    wanted, w = look.policy.consent, look.w
    yield from balancing(wanted, w, on=system_clock().date())
    if wanted.double_opt_in and not _can_be_reached(look):
        says = w.t("Double opt-in is wanted, but STAFFEL_PUBLIC_URL is missing.")
        advice = w.t(
            "Set it to where leads reach the web door; until then no mail goes to leads, and a "
            "ticked box counts as it is."
        )
        yield _warning(says, advice)
    if wanted.away is not None and wanted.away.booking and wanted.away.booking_url is None:
        says = w.t("The answer off hours has a sentence for a booking link, but no link.")
        advice = w.t("Set booking_url in [consent.away]; until then the sentence is left out.")
        yield _warning(says, advice)


def balancing(wanted: ConsentPolicy, w: Words, *, on: date) -> Iterator[Finding]:
    """Whether legitimate interest was weighed, and still is on a day."""
    if not wanted.interests:
        says = w.t("No balancing test: calls and letters need a consent or an own request.")
        advice = w.t("If you rely on legitimate interest, record it under [[consent.interests]].")
        yield _warning(says, advice)
    for test in wanted.interests:
        again = [
            channel
            for channel in sorted(test.channels)
            if on >= test.review_on
            and not any(
                on < other.review_on for other in wanted.interests if channel in other.channels
            )
        ]
        if again:
            says = w.t(
                "The balancing test has expired on {day}: {channels}.",
                day=w.day(test.review_on),
                channels=", ".join(sentences.channel(w, one) for one in again),
            )
            advice = w.t("Weigh it anew, and write it down under [[consent.interests]].")
            yield _warning(says, advice)


def _can_be_reached(look: Look) -> bool:
    """A trial whose mail server stands on this machine too is reached here."""
    settings = look.settings
    if settings.public_url is not None:
        return True
    if settings.smtp_url is None:
        return False
    try:
        return is_this_machine(server_at(settings.smtp_url.get_secret_value()).host)
    except ValueError:
        return False


def _warning(says: str, advice: str) -> Finding:
    return Finding(part="consent", is_good=True, is_warning=True, says=says, advice=advice)
