"""Rows of the people of the team."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agents.decisions import FieldProblem
from agents.rules.fields import numbers, texts
from agents.rules.fields.hours import Week, week
from agents.rules.fields.reader import Reader
from agents.vocabulary import Language, Role

SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
ROLES = {
    Role.SDR: "sdr;vertrieb;sales;bdr",
    Role.AE: "ae;account executive;account manager;key account manager;aussendienst",
    Role.MANAGER: "manager;leitung;vertriebsleitung;sales manager;teamleitung",
    Role.REVOPS: "revops;revenue operations;sales operations",
    Role.MARKETING: "marketing",
    Role.DPO: "dpo;datenschutz;datenschutzbeauftragte;datenschutzbeauftragter",
    Role.OPERATOR: "operator;betrieb;it;admin",
}
_ROLES = {texts.folded(word): role for role, words in ROLES.items() for word in words.split(";")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A colleague, cleaned; None means that the file does not say it, so it stays as it is."""

    slack_user_id: str
    name: str
    role: Role
    language: Language | None
    territory: str | None
    channels: tuple[str, ...] | None
    email: str | None
    weight: int | None
    capacity: int | None
    is_active: bool | None
    daily_cap: int | None = None
    hours: Week | None = None
    """Their own week; needs a zone."""
    tz: str | None = None
    cover: str | None = None
    """The Slack user who stands in for them."""
    calendar_url: str | None = None


def read_person(
    fields: Mapping[str, str], *, territories: Collection[str]
) -> tuple[PersonDraft | None, tuple[FieldProblem, ...]]:
    """A colleague, or what is wrong with the row.

    Args:
        fields: under our names.
        territories: the policy's.
    """
    reader = Reader(fields)
    slack_user_id = (reader.fields.get("slack_user_id") or "").strip().upper()
    if not SLACK_USER.fullmatch(slack_user_id):
        reader.note("slack_user_id", "unknown_value" if slack_user_id else "missing")
    name = reader.first("name", limit_of="last_name")
    if name is None:
        reader.note("name", "missing")
    role = _role(reader)
    draft = PersonDraft(
        slack_user_id=slack_user_id,
        name=name or "",
        role=role or Role.SDR,
        language=_language(reader),
        territory=_territory(reader, territories),
        channels=_channels(reader),
        email=reader.email(),
        weight=_count(reader, "weight"),
        capacity=_count(reader, "capacity"),
        is_active=reader.yes_or_no("is_active"),
        daily_cap=_count(reader, "daily_cap"),
        hours=_hours(reader),
        tz=_zone(reader),
        cover=_cover(reader),
        calendar_url=(reader.fields.get("calendar_url") or "").strip() or None,
    )
    problems = tuple(reader.problems)
    return (None if problems else draft), problems


def _role(reader: Reader) -> Role | None:
    text = (reader.fields.get("role") or "").strip()
    found = _ROLES.get(texts.folded(text))
    if found is None:
        reader.note("role", "unknown_value" if text else "missing", value=text[:40])
    return found


def _language(reader: Reader) -> Language | None:
    if not reader.has("language"):
        return None
    found = texts.language(reader.fields["language"])
    if found is None:
        reader.note("language", "unknown_value", value=reader.fields["language"].strip()[:20])
    return found


def _territory(reader: Reader, territories: Collection[str]) -> str | None:
    text = (reader.fields.get("territory") or "").strip()
    if not text or text in territories:
        return text or None
    reader.note("territory", "unknown_value", value=text[:40])
    return None


def _channels(reader: Reader) -> tuple[str, ...] | None:
    if not reader.has("channels"):
        return None
    return tuple(part for part in re.split(r"[\s,;|]+", reader.fields["channels"]) if part)


def _hours(reader: Reader) -> Week | None:
    if not reader.has("hours"):
        return None
    found = week(reader.fields["hours"])
    if found is None:
        reader.note("hours", "hours_unreadable", value=reader.fields["hours"].strip()[:60])
    return found


def _zone(reader: Reader) -> str | None:
    if not reader.has("tz"):
        return None
    name = reader.fields["tz"].strip()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        reader.note("tz", "unknown_value", value=name[:40])
        return None
    return name


def _cover(reader: Reader) -> str | None:
    user = (reader.fields.get("cover") or "").strip().upper()
    if user and not SLACK_USER.fullmatch(user):
        reader.note("cover", "unknown_value", value=user[:40])
        return None
    return user or None


def _count(reader: Reader, name: str) -> int | None:
    if not reader.has(name):
        return None
    found = numbers.count(reader.fields[name])
    if found is None or not reader.fields[name].strip().isdigit():
        reader.note(name, "number_unreadable")
    return found
