"""Every name by which Slack calls us back; a test holds that each has its listener."""

from enum import StrEnum


class ActionId(StrEnum):
    """Buttons and selects."""

    ACCEPT = "lead_accept"
    REJECT = "lead_reject"
    WHY = "lead_why"
    TOUCH_CALL = "lead_touch_call"
    TOUCH_NO_ANSWER = "lead_touch_no_answer"
    TOUCH_EMAIL = "lead_touch_email"
    TOUCH_MEETING = "lead_touch_meeting"
    QUALIFY = "lead_qualify"
    TAKE_OVER = "lead_take_over"
    GIVE_COVER = "lead_give_cover"
    GIVE_CHOOSE = "lead_give_choose"
    MORE = "lead_more"
    """The menu "⋯"; the chosen option says which `MoreId`."""
    RECEIPT = "lead_receipt"
    CLOCK_PAUSE = "clock_pause"
    CLOCK_GO_ON = "clock_go_on"
    EDGE_GO_ON = "edge_go_on"
    EDGE_BE_BRIEF = "edge_be_brief"
    EDGE_ACCOUNT_OWNER = "edge_account_owner"
    EDGE_LEAVE = "edge_leave"
    ADVICE_HELPED = "advice_helped"
    ADVICE_NO_HELP = "advice_no_help"
    SHOW_CARD = "lead_show_card"
    OPEN_LINK = "open_link"
    HOME_PEOPLE = "home_people"
    HOME_REFRESH = "home_refresh"
    PAIR_SAME = "pair_same"
    PAIR_DIFFERENT = "pair_different"
    PAIR_UNDO = "pair_undo"
    HOME_PREFERENCES = "home_preferences"
    PERSON_ADD = "person_add"
    PERSON_EDIT = "person_edit"
    PERSON_LEAVE = "person_leave"
    SWAP_ACCEPT = "swap_accept"
    SWAP_DECLINE = "swap_decline"
    HOME_AWAY = "home_away"
    HOME_BACK = "home_back"


class MoreId(StrEnum):
    """Options of the card's menu "⋯": drawn by `present.controls`, answered by `listeners.more`."""

    GIVE = "give"
    CORRECT = "correct"
    RECEIPT = "receipt"
    ADVICE_DONE = "advice_done"
    CONSENT = "consent"
    SWAP = "swap"
    TAKE_BACK = "take_back"
    SNOOZE = "snooze"


class ShortcutId(StrEnum):
    """Shortcuts of the manifest."""

    LEAD_FROM_MESSAGE = "lead_from_message"


class CallbackId(StrEnum):
    """Modals that can be submitted."""

    REJECT = "reject_lead"
    SET_ASIDE = "set_aside_lead"
    GIVE = "give_lead"
    CONSENT = "say_no"
    PERSON = "save_person"
    NEW_LEAD = "new_lead"
    CORRECT = "correct_lead"
    PREFERENCES = "save_preferences"
    PAUSE_CLOCK = "pause_clock"
    LEAVE = "person_leaves"
    AWAY = "save_absence"
    SWAP = "offer_swap"
    SNOOZE = "snooze_lead"


class BlockId(StrEnum):
    """Blocks whose place must be known: inputs, and the rows of buttons."""

    CONTROLS = "controls"
    """Rows of buttons: this, a number, and what makes them new."""
    WAKE_ON = "wake_on"
    NOTE = "note"
    OTHER_LEAD = "other_lead"
    OTHER_LEAD_NUMBER = "other_lead_number"
    RIGHT_NAME = "right_name"
    RIGHT_EMAIL = "right_email"
    GIVE_TO = "give_to"
    QUIET_FROM = "quiet_from"
    QUIET_UNTIL = "quiet_until"
    SAYS_NO = "says_no"
    NEW_WISH = "new_wish"
    NEW_LANGUAGE = "new_language"
    NEW_OWNER = "new_owner"
    PAUSE_CAUSE = "pause_cause"
    PAUSE_HOURS = "pause_hours"
    PERSON_USER = "person_user"
    PERSON_NAME = "person_name"
    PERSON_ROLE = "person_role"
    PERSON_LANGUAGE = "person_language"
    PERSON_TERRITORY = "person_territory"
    PERSON_ACTIVE = "person_active"
    LEAVE_TO = "leave_to"
    AWAY_FROM = "away_from"
    AWAY_FROM_TIME = "away_from_time"
    AWAY_LENGTH = "away_length"
    AWAY_TO = "away_to"
    AWAY_TO_TIME = "away_to_time"
    AWAY_COVER = "away_cover"
    SWAP_FOR = "swap_for"
    SNOOZE_FOR = "snooze_for"
    SNOOZE_ON = "snooze_on"
    SNOOZE_AT = "snooze_at"


def of_field(name: str) -> str:
    """The block of an input for a field of a lead (`LeadField`)."""
    return f"field_{name}"


INPUT = "value"
"""The action id of every input: its block's id says which it is."""

COMMAND = "/staffel"
"""The one slash command; manifest.json names the same."""
