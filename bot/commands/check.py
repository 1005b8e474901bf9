"""`staffel check`: what is wrong with this installation, and what to do about it."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agents import sentences
from agents.policy import PolicyError, SalesPolicy, parse
from agents.vocabulary import Role
from agents.words import Words
from bot.commands.check_consent import consent
from bot.commands.check_mail import mail, waiting
from bot.commands.check_slack import PLACEHOLDER, places, slack
from bot.commands.context import lang_option, read_settings, words
from bot.commands.findings import Examine, Finding, Look, Part
from store.session import Store

if TYPE_CHECKING:
    from store.queries.people import FeedFacts


@click.command()
@lang_option
def check() -> None:
    """Look at settings, policy, people, database, Slack, model and playbooks."""
    settings = read_settings()
    w = words(settings)
    look = Look(settings=settings, w=w)
    names = _names(w)
    wide = max(map(len, names.values()))
    wrong = 0
    for finding in (found for examine in EXAMINED for found in examine(look)):
        click.echo(f"{_mark(finding)} {names[finding.part]:<{wide}}  {finding.says}")
        if finding.advice:
            click.echo(f"{'':{wide + 5}} → {finding.advice}")
        wrong += not finding.is_good
    if wrong:
        raise click.ClickException(w.n("{count} thing to mend.", "{count} things to mend.", wrong))
    click.echo(w.t("Everything is in order."))


def _mark(finding: Finding) -> str:
    if finding.is_warning:
        return click.style("?? ", fg="yellow")
    return click.style("ok ", fg="green") if finding.is_good else click.style("!! ", fg="red")


def _names(w: Words) -> dict[Part, str]:
    return {
        "policy": w.t("policy"),
        "consent": w.t("consent"),
        "database": w.t("database"),
        "people": w.t("people"),
        "slack": w.t("Slack"),
        "mail": w.t("mail"),
        "outbox": w.t("outbox"),
        "model": w.t("model"),
        "playbooks": w.t("playbooks"),
    }


def _policy(look: Look) -> Iterator[Finding]:
    file, w = look.settings.policy_file, look.w
    try:
        policy = parse(file.read_text(encoding="utf-8"))
    except OSError:
        yield Finding(
            part="policy",
            is_good=False,
            says=w.t("There is no policy at {file}.", file=file),
            advice=w.t("Copy policy.toml from the project, or set STAFFEL_POLICY_FILE."),
        )
        return
    except (PolicyError, UnicodeDecodeError) as error:
        for problem in error.problems if isinstance(error, PolicyError) else (str(error),):
            yield Finding(
                part="policy", is_good=False, says=problem, advice=w.t("Mend {file}.", file=file)
            )
        return
    look.policy = policy
    yield Finding(
        part="policy", is_good=True, says=w.t("revision {revision}", revision=policy.revision)
    )
    yield from _channels(policy, file, w)


def _channels(policy: SalesPolicy, file: Path, w: Words) -> Iterator[Finding]:
    """The shipped channel ids are only examples."""
    for channel, territories in places(policy).items():
        if channel.startswith(PLACEHOLDER):
            yield Finding(
                part="policy",
                is_good=False,
                says=w.t(
                    "{channel} ({territories}) is only the example's channel.",
                    channel=channel,
                    territories=territories,
                ),
                advice=w.t("Put the id of your own Slack channel into {file}.", file=file),
            )


def _database(look: Look) -> Iterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    w = look.w
    try:
        with closing(Store(look.settings.database_url)) as store:
            yield from _stored(store, look)
    except SQLAlchemyError as error:
        yield Finding(
            part="database",
            is_good=False,
            says=w.t("It does not answer ({kind}).", kind=type(error).__name__),
            advice=w.t("Is STAFFEL_DATABASE_URL right, and is the server running?"),
        )


def _stored(store: Store, look: Look) -> Iterator[Finding]:
    """The tables, and who stands in them."""
    from store.migrate import is_current
    from store.queries import people

    if not is_current(store.engine):
        yield Finding(
            part="database",
            is_good=False,
            says=look.w.t("It does not have this version's tables."),
            advice="staffel migrate",
        )
        return
    yield Finding(part="database", is_good=True, says=store.engine.dialect.name)
    with store.read() as session:
        look.team = people.all_active(session)
        feeds = people.feeds(session)
    yield from _people(look)
    yield from _calendars(feeds, look)
    yield from waiting(store, look)


def _people(look: Look) -> Iterator[Finding]:
    w, team = look.w, look.team
    roles = {person.role for person in team}
    for role in (Role.SDR, Role.MANAGER):
        if role not in roles:
            yield Finding(
                part="people",
                is_good=False,
                says=w.t("Nobody has the role {role}.", role=sentences.role(w, role)),
                advice="staffel people import FILE",
            )
    if team:
        yield Finding(
            part="people", is_good=True, says=w.n("{count} person", "{count} people", len(team))
        )


def _calendars(feeds: "Sequence[FeedFacts]", look: Look) -> Iterator[Finding]:
    """Calendars that cannot be read: what is known of absences stays, and may be old."""
    names = {person.id: person.name for person in look.team}
    for feed in feeds:
        if feed.failed_at is not None and feed.person_id in names:
            yield Finding(
                part="calendars",
                is_good=False,
                says=look.w.t(
                    "The calendar of {name} cannot be read since {when} ({kind}).",
                    name=names[feed.person_id],
                    when=look.w.moment(feed.failed_at, "UTC"),
                    kind=feed.failure or "",
                ),
                advice=look.w.t("Check its address and STAFFEL_CALDAV_USER; known absences stay."),
            )
    if feeds and all(feed.failed_at is None for feed in feeds):
        says = look.w.n("{count} calendar is read", "{count} calendars are read", len(feeds))
        yield Finding(part="calendars", is_good=True, says=says)


def _model(look: Look) -> Iterator[Finding]:
    settings, w = look.settings, look.w
    if not settings.has_model:
        yield Finding(part="model", is_good=True, says=w.t("none: the rules answer"))
        return
    from agents.assistant.probe import fault

    key = settings.openai_api_key
    found = fault(
        base_url=settings.openai_base_url,
        api_key=key.get_secret_value() if key else None,
        timeout_seconds=settings.model_timeout,
    )
    if found is None:
        yield Finding(part="model", is_good=True, says=str(settings.model))
        return
    yield Finding(
        part="model",
        is_good=False,
        says=w.t("{url} does not answer ({kind}).", url=settings.openai_base_url, kind=found),
        advice=w.t("Check OPENAI_BASE_URL and OPENAI_API_KEY; until then the rules answer."),
    )


def _index(look: Look) -> Iterator[Finding]:
    from knowledge.playbooks import SHIPPED, PlaybookError, load_playbooks

    settings, w = look.settings, look.w
    folders = (SHIPPED, *([settings.playbooks] if settings.playbooks else []))
    try:
        books = load_playbooks(folders)
    except PlaybookError as error:
        yield Finding(
            part="playbooks", is_good=False, says=str(error), advice=w.t("Mend the file.")
        )
        return
    yield Finding(
        part="playbooks",
        is_good=True,
        says=w.n("{count} playbook", "{count} playbooks", len(books)),
    )


EXAMINED: tuple[Examine, ...] = (_policy, consent, _database, slack, mail, _model, _index)
