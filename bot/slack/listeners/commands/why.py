"""`/staffel why 17`: why this lead, why me, and why not me."""

from agents.vocabulary import RefusalCode, Role
from bot.errors import Refusal
from bot.slack import present
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import look


def answer(asked: Asked) -> None:
    """Opens what the card's own button opens.

    Raises:
        Refusal: NO_SUCH_LEAD for anything that is no number.
    """
    number = asked.text.strip().lstrip("#")
    if not number.isdecimal():
        raise Refusal(RefusalCode.NO_SUCH_LEAD)
    deps = asked.desk.deps
    facts = look.why(deps, int(number), person=asked.person)
    view = present.why_modal(facts, reader=asked.person, policy=deps.policy, now=deps.clock())
    asked.open(view)


COMMAND = Command(
    words=("why", "warum", "wieso"),
    help=lambda w: w.t("says why a lead is hot and whose it is"),
    answer=answer,
    takes=lambda w: w.t("number"),
    roles=frozenset({Role.SDR, Role.MANAGER, Role.REVOPS, Role.DPO}),
)
