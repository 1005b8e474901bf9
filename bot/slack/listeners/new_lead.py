"""Making a lead: from the slash command, or from what somebody wrote."""

import html
import re

from slack_bolt import Ack, App, BoltContext

from agents.facts import PersonFacts
from agents.rules import hand_made
from agents.rules.fields import findings
from agents.vocabulary import ActivityKind, Language, LeadField, RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import BlockId, CallbackId, ShortcutId, of_field
from bot.slack.listeners import payload
from bot.slack.listeners.correct import at_fields
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of
from bot.slack.metadata import NewLeadForm
from bot.workflows import create, find, people

TOKEN = re.compile(r"<(?:mailto:|tel:)?([^|>]+)(?:\|([^>]*))?>")


def register(app: App, desk: Desk) -> None:
    """Connects the shortcut and the modal."""

    @app.shortcut(ShortcutId.LEAD_FROM_MESSAGE)
    def from_message(ack: Ack, body: Body) -> None:
        ack()
        person = desk.gate.admit(body)
        written = str((body.get("message") or {}).get("text") or "")
        open_form(desk, person, body, typed=findings.person(as_written(written)))

    @app.view(CallbackId.NEW_LEAD)
    def save(ack: Ack, body: Body, context: BoltContext) -> None:
        person = desk.gate.admit(body)
        _save(desk, person, ack, body, site=site_of(context))


def open_form(desk: Desk, person: PersonFacts, body: Body, *, typed: dict[LeadField, str]) -> None:
    """Opens the form, with what is known already.

    Raises:
        Refusal: NOT_ALLOWED for roles that make no leads.
    """
    if person.role not in create.MAY_CREATE:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    view = present.new_lead_modal(
        present.NewLead(typed=typed, language=person.language),
        language=person.language,
        may_keep=person.role in create.KEEPERS,
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def as_written(message: str) -> str:
    """A message's text as people see it: Slack's tokens give way to what they show."""
    return html.unescape(TOKEN.sub(lambda found: found.group(2) or found.group(1), message))


def _save(desk: Desk, person: PersonFacts, ack: Ack, body: Body, *, site: str) -> None:
    filled = _filled(body, person)
    w = desk.words_for(person)
    draft = hand_made.draft(
        filled.typed,
        wish=filled.wish,
        language=filled.language,
        now=desk.deps.clock(),
        free_mail=desk.deps.policy.score.negative.of_no_company,
    )
    if isinstance(draft, tuple):
        ack(response_action="errors", errors=at_fields(draft, w))
        return
    if not payload.metadata(NewLeadForm, body).is_sure:
        seen, hidden = find.alike(desk.deps, draft, person=person)
        team = {one.id: one for one in people.everybody(desk.deps)}
        doubled = present.Doubled(leads=seen, hidden=hidden, people=team)
        if doubled:
            view = present.new_lead_modal(
                filled,
                language=person.language,
                may_keep=person.role in create.KEEPERS,
                doubled=doubled,
                site=site,
            )
            ack(response_action="update", view=view)
            return
    lead, is_new = create.create(
        desk.deps, draft, person=person, key=str(body["view"]["id"]), keeps=filled.keeps
    )
    sentence = present.lead_made(lead, is_new=is_new, language=person.language)
    ack(
        response_action="update",
        view=present.notice_modal(person.language, sentence=sentence),
    )


def _filled(body: Body, person: PersonFacts) -> present.NewLead:
    given = payload.values(body)
    typed = {field: given.text(of_field(field)) for field in present.ASKED_OF_NEW}
    return present.NewLead(
        typed={field: text for field, text in typed.items() if text is not None},
        wish=ActivityKind(given.option(BlockId.NEW_WISH) or ActivityKind.CONTACT_REQUEST),
        language=Language(given.option(BlockId.NEW_LANGUAGE) or person.language),
        keeps=given.option(BlockId.NEW_OWNER) == present.ME,
    )
