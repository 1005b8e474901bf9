"""What mails say, in plain text: a hot lead that Slack does not show, and Slack that takes nothing.

Pure: facts in, subject and text out. Only what its reader needs in order to act stands in a mail.
"""

from bot.letters.hot_lead import Cause, Reader, hot_lead
from bot.letters.news import Backlog, News, outage
from bot.letters.parts import Written

__all__ = ["Backlog", "Cause", "News", "Reader", "Written", "hot_lead", "outage"]
