"""`staffel`: the command line. A command's module is loaded only when it is called."""

from importlib import import_module

import click

from bot.errors import SettingsError

COMMANDS = {
    "serve": ("bot.commands.serve:serve", "Run the bot: web, Slack, relay and clock."),
    "demo": ("bot.commands.demo:demo", "Start the whole product here, with a local workspace."),
    "check": ("bot.commands.check:check", "Check settings, policy and database."),
    "migrate": ("bot.commands.migrate:migrate", "Bring the database to this version."),
    "people": ("bot.commands.people:people", "List and import colleagues; absences, leavers."),
    "account": ("bot.commands.accounts:account", "Say who looks after a company."),
    "import": ("bot.commands.imports:imports", "Import leads, opportunities and targets."),
    "inbox": ("bot.commands.inbox:inbox", "List and replay inbound deliveries."),
    "outbox": ("bot.commands.outbox:outbox", "List, retry and drop what is owed to Slack."),
    "pause": ("bot.commands.pause:pause", "Stop all sends; everything waits."),
    "resume": ("bot.commands.pause:resume", "Let everything go on that waits."),
    "consent": ("bot.commands.consent:consent", "Show, withdraw or object for an address."),
    "kpi": ("bot.commands.kpi:kpi", "Print the figures."),
    "receipt": ("bot.commands.receipt:receipt", "Say which minutes of a promise counted."),
    "quality": ("bot.commands.quality:quality", "Print what is missing or wrong in the data."),
    "due": ("bot.commands.due:due", "Answer working-time cases."),
    "normalise": ("bot.commands.normal:normalise", "Answer cases of countries, numbers, names."),
    "match": ("bot.commands.normal:match", "Answer cases of persons and companies."),
}
"""Name -> where the command is, and its line in the help."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called, and no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, freshly imported; None for a name that is not in the table."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list from the table, without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; settings that do not fit are said in sentences."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException("\n".join(error.problems)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language of what is said.")
@click.version_option(package_name="staffel", prog_name="staffel")
@click.pass_context
def main(ctx: click.Context, lang: str | None) -> None:
    """Staffel, a sales assistant in Slack."""
    ctx.obj = lang


if __name__ == "__main__":
    main(prog_name="staffel")
