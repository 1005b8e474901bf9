"""Turns an owed mail into a letter, from what is true when it is sent."""

from collections.abc import Sequence

from agents.facts import CardFacts
from agents.policy import SalesPolicy
from agents.words import in_language
from bot import letters
from bot.deps import Deps, PostSettings
from bot.effects import MailHotLead, MailOutage
from bot.errors import NothingToSay, Refusal
from bot.gateways.outgoing import Letter
from bot.letters import Cause, Reader
from bot.slack.present.common import zone_of
from bot.workflows import look
from bot.workflows.road import addressees, managers
from store import outages
from store.outages import OutageFacts
from store.queries import outbox, road
from store.queries.road import Reachable, Unsaid


def letter(deps: Deps, effect: MailHotLead | MailOutage, *, is_repeat: bool) -> Letter:
    """The mail as of now.

    Raises:
        NothingToSay: Slack has shown it meanwhile, somebody has acted, or it is somebody else's.
    """
    if deps.post is None:
        raise NothingToSay("no_mail_server")
    if isinstance(effect, MailHotLead):
        return _hot_lead(deps, deps.post, effect, is_repeat=is_repeat)
    return _news(deps, deps.post, effect, is_repeat=is_repeat)


def _hot_lead(deps: Deps, post: PostSettings, effect: MailHotLead, *, is_repeat: bool) -> Letter:
    with deps.store.read() as session:
        found = road.unsaid(session, lead_id=effect.lead_id)
        team = road.team(session)
        closed = outages.lasting(session)
    if not found:
        raise NothingToSay("shown_or_settled")
    (lead,) = found
    to = tuple(addressees(lead, team, operator=post.operator))
    if effect.person_id not in to:
        raise NothingToSay("owner_changed")
    try:
        card = look.card(deps, lead.lead_id)
    except Refusal as refusal:
        raise NothingToSay("lead_gone") from refusal
    written = letters.hot_lead(
        card.lead,
        _reader(lead, card, team, to, post=post, person_id=effect.person_id),
        cause=_cause(lead, closed),
        policy=deps.policy,
        now=deps.clock(),
        is_repeat=is_repeat,
    )
    address = _address(effect.person_id, team, post)
    return Letter(to=address, subject=written.subject, text=written.text)


def _address(person_id: int | None, team: Sequence[Reachable], post: PostSettings) -> str:
    theirs = next((person.email for person in team if person.id == person_id), post.operator)
    assert theirs is not None  # `addressees` names nobody without one
    return theirs


def _reader(
    lead: Unsaid,
    card: CardFacts,
    team: Sequence[Reachable],
    to: Sequence[int | None],
    *,
    post: PostSettings,
    person_id: int | None,
) -> Reader:
    person = card.people.get(person_id or 0)
    owner = card.people.get(lead.owner_id or 0)
    return Reader(
        language=person.language if person else post.language,
        name=person.name if person else None,
        is_owner=person is not None and person.id == lead.owner_id,
        owner=owner.name if owner else None,
        ask=_ask(lead, team, post=post, person_id=person_id),
        also_to=tuple(card.people[one].name for one in to if one not in {None, person_id}),
    )


def _ask(
    lead: Unsaid, team: Sequence[Reachable], *, post: PostSettings, person_id: int | None
) -> str | None:
    """A manager of the team, else the operator; nobody asks themselves."""
    if person_id is None:
        return None
    others = [one for one in managers(lead.territory, team) if one.id != person_id]
    if others:
        return f"{others[0].name}, {others[0].email}"
    return post.operator


def _cause(lead: Unsaid, closed: Sequence[OutageFacts]) -> Cause:
    """Why it is no card; an outage that has just ended counts as a Slack that did not answer."""
    if lead.is_dead:
        return Cause.DEAD
    named = {outage.name: outage for outage in closed}
    if outages.channel(lead.channel) in named:
        return Cause.CHANNEL
    slack = named.get(outages.SLACK)
    return Cause.SHUT_OUT if slack is not None and slack.is_definite else Cause.SILENT


def _news(deps: Deps, post: PostSettings, effect: MailOutage, *, is_repeat: bool) -> Letter:
    with deps.store.read() as session:
        outage = outages.get(session, effect.outage_id)
        waiting = outbox.waiting(session)
    if outage is None or (outage.ended_at is not None) is not effect.is_over:
        raise NothingToSay("over" if outage else "outage_gone")
    if post.operator is None:
        raise NothingToSay("no_operator")
    written = letters.outage(
        letters.News(
            channel=_channel(outage.channel_id, deps.policy),
            code=outage.code,
            began_at=outage.began_at,
            ended_at=outage.ended_at,
        ),
        letters.Backlog(waiting=waiting.for_slack, uncertain=waiting.uncertain, dead=waiting.dead),
        in_language(post.language),
        zone=_zone(outage.channel_id, post, deps.policy),
        is_repeat=is_repeat,
    )
    return Letter(to=post.operator, subject=written.subject, text=written.text)


def _zone(channel_id: str | None, post: PostSettings, policy: SalesPolicy) -> str:
    """The clock of the channel's team, or of a team that speaks as the operator does."""
    teams = policy.territories.items()
    near = [name for name, item in teams if item.channel == channel_id]
    same = [name for name, item in teams if item.language is post.language]
    return zone_of(next(iter((*near, *same)), None), policy)


def _channel(channel_id: str | None, policy: SalesPolicy) -> str | None:
    """The channel with the teams whose leads come there, which say more than its id."""
    if channel_id is None:
        return None
    teams = [name for name, item in policy.territories.items() if item.channel == channel_id]
    return f"{channel_id} ({', '.join(teams)})" if teams else channel_id
