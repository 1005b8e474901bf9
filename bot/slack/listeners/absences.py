"""Being away: the form, coming back, and the two buttons on the start page."""

from datetime import timedelta

from slack_bolt import Ack, App, BoltContext

from agents.facts import PersonFacts
from agents.rules import duty
from agents.vocabulary import AbsenceSource, CoverCredit
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import home, payload
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of
from bot.slack.listeners.trades import moment_of
from bot.workflows import absences, people


def register(app: App, desk: Desk) -> None:
    """Connects the buttons and the form."""

    @app.action(ActionId.HOME_AWAY)
    def away(ack: Ack, body: Body) -> None:
        ack()
        view = form(desk, desk.gate.admit(body))
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action(ActionId.HOME_BACK)
    def back(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        absences.back(desk.deps, desk.gate.admit(body))
        home.publish(desk, body, site=site_of(context))

    @app.view(CallbackId.AWAY)
    def save(ack: Ack, body: Body) -> None:
        person = desk.gate.admit(body)
        found = absences.add(
            desk.deps,
            _draft(desk, body, person),
            by=person,
            source=AbsenceSource.SLACK,
        )
        said = present.absence_saved(found, person=person, policy=desk.deps.policy)
        ack(response_action="update", view=present.notice_modal(person.language, sentence=said))


def form(desk: Desk, person: PersonFacts) -> present.Block:
    """The form that enters an absence."""
    return present.away_modal(
        person,
        colleagues=tuple(
            one for one in people.everybody(desk.deps) if one.is_active and one.id != person.id
        ),
        policy=desk.deps.policy,
        now=desk.deps.clock(),
    )


def _draft(desk: Desk, body: Body, person: PersonFacts) -> absences.AbsenceDraft:
    given, zone = payload.values(body), duty.zone_of(person, desk.deps.policy)
    starts_at = moment_of(
        given.day(BlockId.AWAY_FROM), given.text(BlockId.AWAY_FROM_TIME), zone, default="00:00"
    )
    ends_at = None
    if given.option(BlockId.AWAY_LENGTH) != present.OPEN_END:
        at = given.text(BlockId.AWAY_TO_TIME)
        ends_at = moment_of(given.day(BlockId.AWAY_TO), at, zone, default="00:00")
        if at is None:  # the last day is a whole one
            ends_at += timedelta(days=1)
    cover = given.option(BlockId.AWAY_COVER) or ""
    credit = given.option(BlockId.AWAY_CREDIT)
    return absences.AbsenceDraft(
        person_id=person.id,
        starts_at=starts_at,
        ends_at=ends_at,
        cover_id=int(cover) if cover.isdigit() else None,
        credit=CoverCredit(credit) if credit is not None else None,
    )
