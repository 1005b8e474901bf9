"""Every closed list of the product, once.

The values stand in the database, in policy.toml and in the glossary (docs/glossary.md, held
equal to these files by a test). Words for people are in agents/words.py.
"""

# Whoever needs a list asks this package for it, whatever file it stands in.
from agents.vocabulary.desk import *  # noqa: F403
from agents.vocabulary.handover import *  # noqa: F403
from agents.vocabulary.machine import *  # noqa: F403
from agents.vocabulary.promises import *  # noqa: F403
from agents.vocabulary.records import *  # noqa: F403
from agents.vocabulary.refusals import *  # noqa: F403
