"""Kinds of alerts, how much somebody wants of them, and how often they are acted on."""

from agents.vocabulary import AlertKind, AlertLevel
from agents.words import Words


def alert_kind(w: Words, value: AlertKind) -> str:
    """What somebody is mentioned for."""
    return {
        AlertKind.NEW_LEAD: w.t("A new lead for me"),
        AlertKind.REMINDER: w.t("A reminder of my own promise"),
        AlertKind.COVER: w.t("I am called as a cover"),
        AlertKind.ESCALATION: w.t("An escalation to me"),
        AlertKind.HANDED_OVER: w.t("A lead becomes mine"),
        AlertKind.CAME_AGAIN: w.t("Somebody I work with is back"),
    }[value]


def counted_alert(w: Words, value: AlertKind) -> str:
    """The kind where everybody's are counted."""
    return {
        AlertKind.NEW_LEAD: w.t("New leads"),
        AlertKind.REMINDER: w.t("Reminders"),
        AlertKind.COVER: w.t("Calls for a cover"),
        AlertKind.ESCALATION: w.t("Escalations"),
        AlertKind.HANDED_OVER: w.t("Leads handed over"),
        AlertKind.CAME_AGAIN: w.t("People who are back"),
    }[value]


def alert_level(w: Words, value: AlertLevel) -> str:
    """How much of it."""
    return {
        AlertLevel.IMPORTANT: w.t("Important: always"),
        AlertLevel.DEFAULT: w.t("As usual"),
        AlertLevel.OFF: w.t("Off: no mention"),
    }[value]


def held_alert(w: Words, value: AlertKind) -> str:
    """What an alert asked of somebody whom it did not mention."""
    return {
        AlertKind.NEW_LEAD: w.t("A new lead for you"),
        AlertKind.REMINDER: w.t("A reminder of your promise"),
        AlertKind.COVER: w.t("Can you step in?"),
        AlertKind.ESCALATION: w.t("Escalated to you"),
        AlertKind.HANDED_OVER: w.t("Became yours"),
        AlertKind.CAME_AGAIN: w.t("Is back with a new wish"),
    }[value]
