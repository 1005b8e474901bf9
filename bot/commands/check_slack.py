"""What `staffel check` asks Slack: the tokens, the teams' channels, and the team's accounts."""

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.words import Words
from bot.commands.findings import Finding, Look
from bot.gateways.slack import make_client

PLACEHOLDER = "C0LEAD"
"""How the channel ids of the shipped policy begin."""


def slack(look: Look) -> Iterator[Finding]:
    """Looks at Slack as far as it answers."""
    settings, w = look.settings, look.w
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if bot is None or app is None:
        yield _wrong(
            w.t("SLACK_BOT_TOKEN or SLACK_APP_TOKEN is missing."),
            w.t("See docs/connect-slack.md; `make demo` needs neither."),
        )
        return
    client = make_client(
        token=bot.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )
    # Reading twice harms nothing, and a large team meets Slack's limits.
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    try:
        me = client.auth_test()
        client.apps_connections_open(app_token=app.get_secret_value())
        yield Finding(part="slack", is_good=True, says=str(me["team"]))
        yield from _channels(client, look, name=str(me["user"]))
        yield from _people(client, look)
    except SlackApiError as error:
        yield _wrong(
            w.t("Slack says {code}.", code=_code(error)),
            w.t("Install the app again with manifest.json, which names what it may do.")
            if _code(error) == "missing_scope"
            else w.t("Are both tokens of this app, and is Socket Mode on?"),
        )
    except OSError as error:
        url, kind = settings.slack_api_url, type(error).__name__
        yield _wrong(
            w.t("{url} does not answer ({kind}).", url=url, kind=kind),
            w.t("Is the network open towards Slack?"),
        )


def places(policy: SalesPolicy) -> dict[str, str]:
    """Channel id -> the territories that use it, as one text."""
    found: dict[str, list[str]] = {}
    for name, territory in policy.territories.items():
        for channel in (territory.channel, territory.manager_channel):
            names = found.setdefault(channel, [])
            if name not in names:
                names.append(name)
    return {channel: ", ".join(names) for channel, names in found.items()}


def _channels(client: WebClient, look: Look, *, name: str) -> Iterator[Finding]:
    """Every channel of the policy; the examples are reported with the policy already."""
    if look.policy is None:
        return
    looked_at = good = 0
    for channel, users in places(look.policy).items():
        if channel.startswith(PLACEHOLDER):
            continue
        looked_at += 1
        wrong = tuple(_channel(client, channel, users, look, name=name))
        yield from wrong
        good += not wrong
    if looked_at and good == looked_at:
        says = look.w.n("{count} channel is ready", "{count} channels are ready", good)
        yield Finding(part="slack", is_good=True, says=says)


def _channel(
    client: WebClient, channel: str, users: str, look: Look, *, name: str
) -> Iterator[Finding]:
    w, file = look.w, look.settings.policy_file
    invite = w.t("Type /invite @{name} in the channel.", name=name)
    try:
        found: dict[str, Any] = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        if _code(error) != "channel_not_found":
            raise
        yield _wrong(
            w.t("I see no channel {channel} ({territories}).", channel=channel, territories=users),
            w.t("If its id in {file} is right: {invite}", file=file, invite=invite),
        )
        return
    title = f"#{found['name']}"
    if found.get("is_archived"):
        yield _wrong(
            w.t("{channel} ({territories}) is archived.", channel=title, territories=users),
            w.t("Put the id of another channel into {file}.", file=file),
        )
    elif not found.get("is_member"):
        yield _wrong(
            w.t("I am not in {channel} ({territories}).", channel=title, territories=users), invite
        )
    if found.get("is_ext_shared") or found.get("is_pending_ext_shared"):
        yield _wrong(
            w.t(
                "Other companies read {channel} ({territories}).", channel=title, territories=users
            ),
            w.t("Take a channel of your own: cards show personal data."),
        )


def _people(client: WebClient, look: Look) -> Iterator[Finding]:
    """Every active colleague's account."""
    w = look.w
    problems = [(person, _account(client, person, w)) for person in look.team]
    for person, problem in problems:
        if problem is not None:
            yield _wrong(
                f"{person.name} ({person.slack_user_id}) {problem}",
                w.t("Make them inactive or change them: /staffel people in Slack."),
            )
    if problems and not any(problem for _, problem in problems):
        count = len(problems)
        says = w.n("{count} colleague is in Slack", "{count} colleagues are in Slack", count)
        yield Finding(part="slack", is_good=True, says=says)


def _account(client: WebClient, person: PersonFacts, w: Words) -> str | None:
    """Why somebody's account cannot be used, as the rest of a sentence; None where it can."""
    try:
        user: dict[str, Any] = client.users_info(user=person.slack_user_id)["user"]
    except SlackApiError as error:
        if _code(error) not in {"user_not_found", "user_not_visible"}:
            raise
        return w.t("is not in this Slack.")
    signs = {
        "deleted": w.t("is deactivated in Slack."),
        "is_stranger": w.t("belongs to another company."),
        "is_bot": w.t("is a bot."),
        "is_restricted": w.t("is a guest, and guests see no leads."),
        "is_ultra_restricted": w.t("is a guest, and guests see no leads."),
    }
    return next((says for sign, says in signs.items() if user.get(sign)), None)


def _wrong(says: str, advice: str) -> Finding:
    return Finding(part="slack", is_good=False, says=says, advice=advice)


def _code(error: SlackApiError) -> str:
    return str(error.response.get("error", "unknown"))
