"""What colleagues may do with leads among themselves (S-053, S-139; issue C 6)."""

from datetime import timedelta

import pytest

from agents.facts import AbsenceFacts
from agents.rules.trading import may_snooze, may_swap, may_take_back
from agents.vocabulary import Handover, RefusalCode, Role
from tests.agents.rules.builders import NOW, a_clock, a_lead, a_person, a_policy, a_touch

ANA, BEN = a_person(id=1), a_person(id=2)
HOUR = timedelta(hours=1)
AWAY = (AbsenceFacts(id=1, starts_at=NOW - HOUR, ends_at=NOW + HOUR),)


@pytest.mark.parametrize(
    ("mine", "theirs", "colleague", "code"),
    [
        ({}, {}, {}, None),
        ({"owner_id": 2}, {}, {}, RefusalCode.NOT_YOURS),
        ({"handover": Handover.QUALIFIED}, {}, {}, RefusalCode.NO_SWAP),
        ({"touches": (a_touch(),)}, {}, {}, RefusalCode.NO_SWAP),
        ({}, {"touches": (a_touch(),)}, {}, RefusalCode.NO_SWAP),
        ({}, {"owner_id": 1}, {}, RefusalCode.NO_SWAP),
        ({}, {"owner_id": None}, {}, RefusalCode.NO_SWAP),
        ({"is_test": True}, {}, {}, RefusalCode.NO_SWAP),
        ({}, {"is_test": True}, {}, RefusalCode.NO_SWAP),
        ({}, {"handover": Handover.REJECTED}, {}, RefusalCode.NO_SWAP),
        ({}, {}, {"is_active": False}, RefusalCode.NO_SWAP),
        ({}, {}, {"role": Role.MARKETING}, RefusalCode.NO_SWAP),
        ({}, {}, {"absences": AWAY}, RefusalCode.IS_AWAY),
    ],
)
def test_swap(mine, theirs, colleague, code):
    found = may_swap(
        a_lead(**mine),
        a_lead(id=8, **{"owner_id": 2, **theirs}),
        person=ANA,
        colleague=a_person(**{"id": 2, **colleague}),
        now=NOW,
    )
    assert found is code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"handed_at": NOW - timedelta(minutes=30)}, None),
        ({"handed_at": NOW - timedelta(minutes=31)}, RefusalCode.TOO_LATE),
        ({"handed_at": None}, RefusalCode.TOO_LATE),
        ({"handover": Handover.ACCEPTED}, RefusalCode.TOO_LATE),
        ({"touches": (a_touch(),)}, RefusalCode.TOO_LATE),
        ({"previous_owner_id": 3}, RefusalCode.NOT_YOURS),
        ({"owner_id": 1}, RefusalCode.NOT_YOURS),
    ],
)
def test_take_back(changes, code):
    lead = a_lead(**{"owner_id": 2, "previous_owner_id": 1, "handed_at": NOW, **changes})
    assert may_take_back(lead, ANA, policy=a_policy(), now=NOW) is code


@pytest.mark.parametrize(
    ("changes", "until", "code"),
    [
        ({}, NOW + HOUR, None),
        ({"owner_id": 2}, NOW + HOUR, RefusalCode.NOT_YOURS),
        ({"clocks": (a_clock(stopped_at=NOW),)}, NOW + HOUR, RefusalCode.NO_SNOOZE),
        ({"clocks": ()}, NOW + HOUR, RefusalCode.NO_SNOOZE),
        ({"handover": Handover.REJECTED}, NOW + HOUR, RefusalCode.NO_SNOOZE),
        ({}, NOW, RefusalCode.NO_SNOOZE),
        ({}, NOW + timedelta(days=15), RefusalCode.NO_SNOOZE),
    ],
)
def test_silence(changes, until, code):
    lead = a_lead(**{"clocks": (a_clock(),), **changes})
    assert may_snooze(lead, ANA, until=until, now=NOW) is code
