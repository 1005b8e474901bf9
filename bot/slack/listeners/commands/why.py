"""`/staffel why 17`: why this lead, why me, and why not me."""

from agents.assistant.scope import Scope
from agents.rules.acceptance import SELLERS
from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import look

DIGITS_MOST = 15
"""More of them number nothing, and no database takes them."""


def answer(asked: Asked) -> None:
    """Opens what the card's own button opens.

    Raises:
        Refusal: NO_SUCH_LEAD for anything that is no lead's number, and for leads that `find`
            hides; LEAD_GONE for one that was deleted.
    """
    number = asked.text.strip().lstrip("#")
    if not number.isdecimal() or len(number) > DIGITS_MOST:
        raise Refusal(RefusalCode.NO_SUCH_LEAD)
    deps, person = asked.desk.deps, asked.person
    if not look.is_numbered(deps, int(number)):
        raise Refusal(RefusalCode.NO_SUCH_LEAD)
    facts = look.why(deps, int(number), person=person)
    if person.role in SELLERS and not Scope(asker=person, is_private=True).sees(facts.lead):
        raise Refusal(RefusalCode.NO_SUCH_LEAD)
    view = present.why_modal(facts, reader=asked.person, policy=deps.policy, now=deps.clock())
    asked.open(view)


COMMAND = Command(
    words=("why", "warum", "wieso"),
    help=lambda w: w.t("says why a lead is hot and whose it is"),
    answer=answer,
    takes=lambda w: w.t("number"),
    roles=frozenset(look.MAY_SEE),
)
