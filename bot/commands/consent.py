"""`staffel consent`: what an address allows, with its proofs; and what it refuses."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import click
from rich.table import Table

from agents import sentences
from agents.facts import ConsentFacts
from agents.vocabulary import ConsentPurpose, ConsentState
from bot.commands.context import Desk, console, lang_option, opened
from bot.errors import Refusal
from bot.workflows import consent as workflow

Decorated = TypeVar("Decorated", bound=Callable[..., object])


def _email(command: Decorated) -> Decorated:
    return click.option("--email", required=True, metavar="ADDRESS", help="Whose.")(command)


@click.group()
def consent() -> None:
    """Show what an address allows, withdraw it, or take down an objection."""


@consent.command()
@_email
@lang_option
def show(email: str) -> None:
    """Print every proof of an address, and the texts it agreed to."""
    with opened() as desk:
        w = desk.words
        found = workflow.of_address(desk.deps, email)
        if not found.consents:
            click.echo(w.t("Nothing is recorded for this address."))
        else:
            _print(found.consents, desk)
        for text in found.texts:
            click.echo(f"\n“{text}”")
        if found.suppressed:
            names = ", ".join(sentences.purpose(w, one) for one in found.suppressed)
            click.echo("\n" + w.t("On the suppression list: {purposes}", purposes=names))


@consent.command()
@_email
@click.option(
    "--purpose",
    "purposes",
    multiple=True,
    type=click.Choice([purpose.value for purpose in ConsentPurpose]),
    help="What is withdrawn; without it, every marketing purpose.",
)
@click.option("--evidence", metavar="TEXT", help="How it was said, for instance: letter of May 3.")
@lang_option
def withdraw(email: str, purposes: tuple[str, ...], evidence: str | None) -> None:
    """Withdraw consents of an address; it acts at once."""
    chosen = [ConsentPurpose(one) for one in purposes] or list(workflow.OBJECTION)
    _refuse(email, dict.fromkeys(chosen, ConsentState.WITHDRAWN), evidence)


@consent.command(name="object")
@_email
@click.option("--all", "is_all", is_flag=True, help="No contact at all, not even an answer.")
@click.option("--evidence", metavar="TEXT", help="How it was said, for instance: letter of May 3.")
@lang_option
def object_(email: str, is_all: bool, evidence: str | None) -> None:
    """Take down an objection to marketing, also of somebody who is not in the book."""
    _refuse(email, workflow.ALL_OFF if is_all else workflow.OBJECTION, evidence)


def _refuse(
    email: str, wanted: Mapping[ConsentPurpose, ConsentState], evidence: str | None
) -> None:
    with opened() as desk:
        w = desk.words
        try:
            is_known = workflow.refuse_address(desk.deps, email, wanted, evidence=evidence)
        except Refusal as refusal:
            raise click.ClickException(sentences.refusal(w, refusal.code)) from refusal
        names = ", ".join(sentences.purpose(w, one) for one in wanted)
        click.echo(w.t("Locked from now on: {purposes}", purposes=names))
        if not is_known:
            click.echo(
                w.t("Nobody here has this address; it is on the suppression list all the same.")
            )


def _print(consents: tuple[ConsentFacts, ...], desk: Desk) -> None:
    w = desk.words
    headings = (
        w.t("Purpose"),
        w.t("State"),
        w.t("Basis"),
        w.t("When"),
        w.t("Source"),
        w.t("Text"),
        w.t("Evidence"),
    )
    table = Table(*headings, box=None, pad_edge=False)
    for one in consents:
        table.add_row(
            sentences.purpose(w, one.purpose),
            sentences.consent_state(w, one.state),
            sentences.basis(w, one.basis) if one.basis else "",
            f"{w.moment(one.recorded_at, 'UTC')} UTC",
            sentences.consent_source(w, one.source),
            one.text_version or "",
            sentences.consent_evidence(w, one.evidence) if one.evidence else "",
        )
    console().print(table)
