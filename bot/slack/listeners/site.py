"""The workspace's own address, for links to cards."""

from slack_bolt import BoltContext

from bot.slack import present


def site_of(context: BoltContext) -> str:
    """As auth.test gave it, for instance https://acme.slack.com/."""
    result = context.authorize_result
    return (result.url if result is not None else None) or present.SLACK
