"""The same person again: the table of issue C 2, row by row, and which lead counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.policy import AgainPolicy, AgainTable
from agents.rules.again import WORKED, FormerLead, again, counts, former
from agents.vocabulary import Former, Handover, RejectReason, Stage
from tests.world import shipped_policy

POLICY = shipped_policy()


def lead(
    stage: Stage = Stage.LEAD,
    handover: Handover = Handover.NONE,
    reason: RejectReason | None = None,
    **more: object,
) -> FormerLead:
    known = {"id": 1, "stage": stage, "handover": handover, "reject_reason": reason}
    return FormerLead(**(known | more))  # type: ignore[arg-type]


STANDS = {
    Former.KEPT: lead(),
    Former.OPEN: lead(Stage.MQL, Handover.OFFERED),
    Former.ACCEPTED: lead(Stage.SAL, Handover.ACCEPTED),
    Former.QUALIFIED: lead(Stage.OPPORTUNITY, Handover.QUALIFIED),
    Former.NO_FIT: lead(Stage.DISQUALIFIED, Handover.REJECTED, RejectReason.NO_FIT),
    Former.NO_NEED: lead(Stage.NURTURE, Handover.REJECTED, RejectReason.NO_NEED),
    Former.TIMING: lead(Stage.RECYCLED, Handover.REJECTED, RejectReason.TIMING),
    Former.WRONG_PERSON: lead(Stage.DISQUALIFIED, Handover.REJECTED, RejectReason.WRONG_PERSON),
    Former.CUSTOMER: lead(Stage.WON, Handover.CLOSED),
    Former.LOST: lead(Stage.LOST, Handover.CLOSED),
    Former.SPAM: lead(Stage.SPAM, Handover.SPAM),
    Former.PAST: lead(Stage.SQL, is_history=True),
}
TABLE = {
    # state: (hot wish), (anything else) as lead, owner, clock, card
    Former.KEPT: ("same keep new redraw", "same keep new redraw"),
    Former.OPEN: ("same keep hasten reply", "same keep keep redraw"),
    Former.ACCEPTED: ("same keep hasten reply", "same keep keep redraw"),
    Former.QUALIFIED: ("same keep keep reply", "same keep keep redraw"),
    Former.NO_FIT: ("new keep new new", "same keep none redraw"),
    Former.NO_NEED: ("new keep new new", "same keep none redraw"),
    Former.TIMING: ("same keep new reply", "same keep none redraw"),
    Former.WRONG_PERSON: ("new keep new new", "same keep none redraw"),
    Former.CUSTOMER: ("new account new new", "same keep none redraw"),
    Former.LOST: ("new keep new new", "same keep none redraw"),
    Former.SPAM: ("new route new new", "same keep none redraw"),
    Former.PAST: ("new keep new new", "new keep new new"),
}


def said(cell: AgainPolicy) -> str:
    return f"{cell.lead} {cell.owner} {cell.clock} {cell.card}"


@pytest.mark.parametrize("stands", list(Former))
def test_every_row_of_the_table(stands: Former) -> None:
    known = STANDS[stands]
    assert former(known) is stands
    hot, other = TABLE[stands]
    assert said(again(known, is_hot=True, policy=POLICY)) == hot
    assert said(again(known, is_hot=False, policy=POLICY)) == other


@given(st.lists(st.sampled_from(list(Former)), min_size=1, max_size=6))
def test_a_lead_at_work_counts_first_then_a_customer_then_the_newest(rows: list[Former]) -> None:
    theirs = [
        FormerLead(
            id=number,
            stage=STANDS[stands].stage,
            handover=STANDS[stands].handover,
            reject_reason=STANDS[stands].reject_reason,
            is_history=STANDS[stands].is_history,
        )
        for number, stands in enumerate(rows, 1)
    ]
    found = counts(theirs)
    assert found is not None
    stands = former(found)
    if WORKED & set(rows):
        assert stands in WORKED
    elif Former.CUSTOMER in rows:
        assert stands is Former.CUSTOMER
    else:
        assert found.id == len(rows)
    assert counts([]) is None


def test_a_row_of_the_policy_replaces_the_products() -> None:
    quiet = {"lead": "same", "owner": "keep", "clock": "none", "card": "redraw"}
    table = AgainTable.model_validate({"rows": {"no_fit": {"hot": quiet, "other": quiet}}})
    policy = POLICY.model_copy(update={"again": table})
    assert (
        said(again(STANDS[Former.NO_FIT], is_hot=True, policy=policy)) == "same keep none redraw"
    )
    assert said(again(STANDS[Former.LOST], is_hot=True, policy=policy)) == "new keep new new"


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ("no_fit", "new keep new redraw"),
        ("no_fit", "new keep hasten new"),
        ("no_fit", "same keep none new"),
        ("open", "same keep new redraw"),
        ("customer", "same account new reply"),
    ],
)
def test_cells_that_contradict_themselves_are_refused(row: str, cell: str) -> None:
    values = dict(zip(("lead", "owner", "clock", "card"), cell.split(), strict=True))
    with pytest.raises(ValueError, match="lead"):
        AgainTable.model_validate({"rows": {row: {"hot": values, "other": values}}})
