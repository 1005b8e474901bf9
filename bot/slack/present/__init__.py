"""Facts and decisions as messages, modals and pages; pure, so that each can be looked at."""

from bot.slack.present.card import card_message as lead_card
from bot.slack.present.common import channel_language

__all__ = ["channel_language", "lead_card"]
