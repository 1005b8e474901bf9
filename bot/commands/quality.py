"""`staffel quality`: what is missing or wrong in the data of the last seven days."""

import json
from dataclasses import asdict

import click
from rich.table import Table

from bot.commands.context import console, lang_option, opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@lang_option
def quality(*, as_json: bool) -> None:
    """Print what is missing or wrong, by form, with its owner."""
    from bot.workflows import quality as workflow

    with opened() as desk:
        w, facts = desk.words, workflow.report(desk.deps, until=desk.deps.clock())
        if as_json:
            click.echo(json.dumps(asdict(facts), ensure_ascii=False, default=str))
            return
        table = Table(
            w.t("Source"), w.t("Form"), w.t("Field"), w.t("Problem"), w.t("Leads"), w.t("Owner")
        )
        for gap in facts.gaps:
            row = (
                gap.source,
                gap.form or "",
                gap.field,
                gap.code,
                f"{gap.count}/{gap.of}",
                gap.owner,
            )
            table.add_row(*row)
        console().print(table)
        click.echo(
            w.n(
                "{count} lead, {clean} of them complete and readable; undecided pairs: {undecided}.",
                "{count} leads, {clean} of them complete and readable; undecided pairs: {undecided}.",
                facts.leads,
                clean=facts.clean,
                undecided=facts.undecided,
            )
        )
