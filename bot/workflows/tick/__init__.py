"""What the clock does: escalate, wake, let fade, find owners, and look after itself.

Everything that will happen is a row with a due moment; several processes may tick, the locked
row decides.
"""

from bot.workflows.tick.auditor import audit
from bot.workflows.tick.fade import fade_leads
from bot.workflows.tick.rungs import escalate
from bot.workflows.tick.waiting_room import find_owners
from bot.workflows.tick.wake import wake_leads

__all__ = ["audit", "escalate", "fade_leads", "find_owners", "wake_leads"]
