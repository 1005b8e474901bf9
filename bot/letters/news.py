"""For the operator: Slack or a channel takes nothing, or takes something again."""

from dataclasses import dataclass
from datetime import datetime

from agents import sentences
from agents.words import Words
from bot.letters.parts import Written, greeting, joined, repeated, section

LETS_NOBODY_IN = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What has not gone out."""

    waiting: int
    uncertain: int
    dead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An outage, for its mail."""

    channel: str | None
    """The channel and its teams as one text; None where it is Slack as a whole."""
    code: str
    began_at: datetime
    ended_at: datetime | None


def outage(news: News, backlog: Backlog, w: Words, *, zone: str, is_repeat: bool) -> Written:
    """What is closed since when, how much waits, and what to do; or that it is over."""
    repeat = repeated(w) if is_repeat else ""
    if news.ended_at is not None:
        return _over(news, news.ended_at, backlog, w, zone=zone, repeat=repeat)
    since = f"{w.moment(news.began_at, zone)} ({zone})"
    code = w.t("Since: {since}. Answer: {code}.", since=since, code=news.code)
    promise = w.t("Nothing is lost. Hot leads reach their owners by mail.")
    text = joined(
        greeting(None, w),
        f"{_what(news, w)} {code}",
        f"{_waits(backlog, w)} {promise}",
        section(w.t("What to do"), [_what_to_do(news, w)]),
        _parked(backlog, w),
        repeat,
    )
    return Written(subject=_subject(news, w), text=text)


def _over(
    news: News, ended_at: datetime, backlog: Backlog, w: Words, *, zone: str, repeat: str
) -> Written:
    began, ended = w.moment(news.began_at, zone), w.moment(ended_at, zone)
    lasted = sentences.span(w, ended_at - news.began_at)
    if news.channel is None:
        subject = w.t("Staffel: Slack takes messages again")
        said = w.t("Slack takes messages again.")
    else:
        subject = w.t("Staffel: channel {channel} takes messages again", channel=news.channel)
        said = w.t("channel {channel} takes messages again.", channel=news.channel)
    took = w.t(
        "It took none from {began} to {ended} ({zone}): {lasted}.",
        began=began,
        ended=ended,
        zone=zone,
        lasted=lasted,
    )
    text = joined(
        greeting(None, w),
        f"{said} {took}",
        _goes_on(backlog, w),
        _parked(backlog, w),
        repeat,
    )
    return Written(subject=subject, text=text)


def _subject(news: News, w: Words) -> str:
    if news.channel is not None:
        return w.t("Staffel: channel {channel} takes no messages", channel=news.channel)
    if news.code in LETS_NOBODY_IN:
        return w.t("Staffel: Slack does not let me in")
    return w.t("Staffel: Slack takes no messages")


def _what(news: News, w: Words) -> str:
    if news.channel is not None:
        return w.t("channel {channel} takes no messages from me.", channel=news.channel)
    if news.code in LETS_NOBODY_IN:
        return w.t("Slack does not let me in any more.")
    return w.t("Slack takes no messages from me.")


def _what_to_do(news: News, w: Words) -> str:
    if news.code in {"is_archived", "is_inactive"}:
        return w.t(
            "Unarchive the channel in Slack. If it is to stay closed, name another one in the "
            "policy: new leads go there."
        )
    if news.channel is not None:
        return w.t(
            "Invite Staffel into the channel (/invite @Staffel) and see whether apps may write "
            "there."
        )
    if news.code == "not_connected":
        return w.t("Put SLACK_BOT_TOKEN into .env and restart Staffel.")
    if news.code == "missing_scope":
        return w.t("Install the app again with manifest.json, then restart Staffel.")
    if news.code in LETS_NOBODY_IN:
        return w.t(
            "Install the app again under api.slack.com/apps, put the new bot token into .env "
            "(SLACK_BOT_TOKEN) and restart Staffel."
        )
    return w.t(
        "Look at slack-status.com, and whether the server gets through to slack.com. I go on "
        "trying by myself."
    )


def _waits(backlog: Backlog, w: Words) -> str:
    return w.n("{count} message waits.", "{count} messages wait.", backlog.waiting)


def _goes_on(backlog: Backlog, w: Words) -> str:
    if not backlog.waiting:
        return ""
    goes_on = w.t("All of that goes out by itself, and each lead gets one card.")
    return f"{_waits(backlog, w)} {goes_on}"


def _parked(backlog: Backlog, w: Words) -> str:
    """What needs the operator's eye besides."""
    said = []
    if backlog.dead:
        said.append(
            w.n(
                "{count} message can never be delivered.",
                "{count} messages can never be delivered.",
                backlog.dead,
            )
        )
    if backlog.uncertain:
        said.append(
            w.n(
                "Nobody knows of {count} message whether it arrived.",
                "Nobody knows of {count} messages whether they arrived.",
                backlog.uncertain,
            )
        )
    return " ".join([*said, w.t("See: staffel outbox list")]) if said else ""
