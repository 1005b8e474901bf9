"""Thin listeners: acknowledge, read a typed value, call one workflow, answer."""

from slack_bolt import App

from bot.slack.listeners import (
    absences,
    advice,
    assistant,
    commands,
    consents,
    correct,
    give,
    handover,
    home,
    inbox,
    lead_card,
    lead_list,
    leaving,
    more,
    new_lead,
    own_hours,
    pairs,
    people,
    preferences,
    receipt,
    reject,
    trades,
    unknown,
)
from bot.slack.listeners.desk import Desk

FEATURES = (
    advice,
    lead_card,
    handover,
    lead_list,
    reject,
    give,
    correct,
    consents,
    more,
    receipt,
    new_lead,
    pairs,
    absences,
    trades,
    home,
    people,
    preferences,
    own_hours,
    leaving,
    assistant,
    commands,
)


def register(app: App, desk: Desk) -> None:
    """Connects everything: the inbox first, the catch-alls last."""
    inbox.register(app, desk)
    for feature in FEATURES:
        feature.register(app, desk)
    unknown.register(app, desk)
