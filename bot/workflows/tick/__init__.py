"""What the clock does: escalate, wake, let fade, remind, let clocks stand still, look after itself.

Everything that will happen is a row with a due moment; several processes may tick, the locked
row decides.
"""

from bot.workflows.tick.advice import advise_anew
from bot.workflows.tick.auditor import audit
from bot.workflows.tick.fade import fade_leads
from bot.workflows.tick.hints import tell_hints
from bot.workflows.tick.marketing import tell_marketing
from bot.workflows.tick.mornings import greet_mornings
from bot.workflows.tick.rescoring import rescore_leads
from bot.workflows.tick.rungs import escalate
from bot.workflows.tick.standing import account_for_gap, stand_still_by_themselves
from bot.workflows.tick.tries import remind_tries
from bot.workflows.tick.undo_ends import end_undos
from bot.workflows.tick.waiting_room import find_owners
from bot.workflows.tick.wake import wake_leads

__all__ = [
    "account_for_gap",
    "advise_anew",
    "audit",
    "end_undos",
    "escalate",
    "fade_leads",
    "find_owners",
    "greet_mornings",
    "remind_tries",
    "rescore_leads",
    "stand_still_by_themselves",
    "tell_hints",
    "tell_marketing",
    "wake_leads",
]
