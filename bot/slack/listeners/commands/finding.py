"""`/staffel find acme`: leads by name, company, mail address or number."""

from agents.rules.acceptance import EVERYWHERE, SELLERS
from agents.words import Words
from bot.slack import present
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import find, people


def answer(asked: Asked) -> None:
    """Lists them with a way to each card; says what can be looked for where nothing was."""
    deps, w = asked.desk.deps, asked.words
    if not asked.text:
        asked.say(w.t("Look for what? Type a name, a company, an address or a number."))
        return
    found = find.find(deps, asked.text, person=asked.person)
    message = present.found_leads(
        found,
        wanted=asked.text,
        people={one.id: one for one in people.everybody(deps)},
        policy=deps.policy,
        language=asked.person.language,
        now=deps.clock(),
        site=asked.site,
    )
    asked.say(message.text, blocks=message.blocks)


def _takes(w: Words) -> str:
    return w.t("name, company, address or number")


COMMAND = Command(
    words=("find", "finde", "suche"),
    help=lambda w: w.t("finds leads that you may see"),
    answer=answer,
    takes=_takes,
    roles=SELLERS | EVERYWHERE,
)
