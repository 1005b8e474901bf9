"""What mails say, in plain text: to colleagues when Slack does not take it, and to leads.

Pure: facts in, subject and text out. Only what its reader needs in order to act stands in a mail.
"""

from bot.letters.for_leads import Ways, away, opt_in
from bot.letters.hot_lead import Cause, Reader, hot_lead
from bot.letters.news import Backlog, News, outage
from bot.letters.parts import Written

__all__ = [
    "Backlog",
    "Cause",
    "News",
    "Reader",
    "Ways",
    "Written",
    "away",
    "hot_lead",
    "opt_in",
    "outage",
]
