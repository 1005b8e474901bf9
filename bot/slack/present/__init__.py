"""Facts and decisions as messages, modals and pages; pure, so that each can be looked at."""

from bot.slack.present.advice import BUTTONS as EDGE_BUTTONS
from bot.slack.present.answers import answer
from bot.slack.present.away import BY_RULES, OPEN_END, absence_saved, away_modal, is_back
from bot.slack.present.card import card_message as lead_card
from bot.slack.present.common import SLACK, card_link, channel_language
from bot.slack.present.consents import NoKind, consent_modal
from bot.slack.present.controls import offers_reject
from bot.slack.present.finds import found_leads, lead_made
from bot.slack.present.forms import (
    ASKED_OF_NEW,
    ME,
    Doubled,
    NewLead,
    as_typed,
    correct_modal,
    new_lead_modal,
)
from bot.slack.present.handovers import (
    DealModal,
    accept_modal,
    close_modal,
    deal_modal,
    hand_on_modal,
    must_have,
    problem,
)
from bot.slack.present.homes import (
    definition_modal,
    help_of_commands,
    home,
    home_of_stranger,
    prompts,
)
from bot.slack.present.lists import lead_list
from bot.slack.present.modals import (
    COVER,
    doubles,
    give_modal,
    notice_modal,
    reject_modal,
    set_aside_modal,
)
from bot.slack.present.own_hours import OWN, hours_modal
from bot.slack.present.pings import came_again, new_owner, ping, ping_settled, possible_repeat
from bot.slack.present.preferences import no_quiet_hours, of_alert, preferences_modal
from bot.slack.present.promises import nobody_reacted, remind_try, tell_marketing
from bot.slack.present.quality import pair, quality_list
from bot.slack.present.queues import HeldAlert, hints, left_deals, morning, told_leads
from bot.slack.present.receipts import pause_modal, receipt_modal
from bot.slack.present.teams import (
    NOWHERE,
    OFF,
    leave_modal,
    left,
    people_modal,
    person_modal,
)
from bot.slack.present.trades import (
    AT_A_TIME,
    NEXT_DUTY,
    SPANS,
    snooze_modal,
    snoozed,
    swap_declined,
    swap_modal,
    swap_offered,
    swap_question,
)
from bot.slack.present.whys import why_modal
from bot.slack.viewmodels import Block

__all__ = [
    "ASKED_OF_NEW",
    "AT_A_TIME",
    "BY_RULES",
    "COVER",
    "EDGE_BUTTONS",
    "ME",
    "NEXT_DUTY",
    "NOWHERE",
    "OFF",
    "OPEN_END",
    "OWN",
    "SLACK",
    "SPANS",
    "Block",
    "DealModal",
    "Doubled",
    "HeldAlert",
    "NewLead",
    "NoKind",
    "absence_saved",
    "accept_modal",
    "answer",
    "as_typed",
    "away_modal",
    "came_again",
    "card_link",
    "channel_language",
    "close_modal",
    "consent_modal",
    "correct_modal",
    "deal_modal",
    "definition_modal",
    "doubles",
    "found_leads",
    "give_modal",
    "hand_on_modal",
    "help_of_commands",
    "hints",
    "home",
    "home_of_stranger",
    "hours_modal",
    "is_back",
    "lead_card",
    "lead_list",
    "lead_made",
    "leave_modal",
    "left",
    "left_deals",
    "morning",
    "must_have",
    "new_lead_modal",
    "new_owner",
    "no_quiet_hours",
    "nobody_reacted",
    "notice_modal",
    "of_alert",
    "offers_reject",
    "pair",
    "pause_modal",
    "people_modal",
    "person_modal",
    "ping",
    "ping_settled",
    "possible_repeat",
    "preferences_modal",
    "problem",
    "prompts",
    "quality_list",
    "receipt_modal",
    "reject_modal",
    "remind_try",
    "set_aside_modal",
    "snooze_modal",
    "snoozed",
    "swap_declined",
    "swap_modal",
    "swap_offered",
    "swap_question",
    "tell_marketing",
    "told_leads",
    "why_modal",
]
