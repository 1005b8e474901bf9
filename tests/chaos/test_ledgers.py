"""The auditor finds each kind of fault in made-up ledgers, and none in true ones."""

from dataclasses import replace

import pytest

from tests.chaos.ledgers import Kept, Promise, Row, Shown, State, audit


def a_row(number: int, seq: int, *, state: State = "sent", ts: str | None = None) -> Row:
    return Row(
        id=number,
        dedup_key=f"effect:{number}",
        mark=f"m{number}",
        seq=seq,
        state=state,
        external_id=ts,
    )


PROMISE = Promise(key="eva@firma.example", cards=1, replies=2)
CARD = a_row(1, 1, ts="10.1")
FIRST_PING = a_row(2, 2, ts="10.2")
UPDATE = a_row(3, 3, ts="10.1")
SECOND_PING = a_row(4, 4, ts="10.3")
LEAD = Kept(id=7, key=PROMISE.key, rows=(CARD, FIRST_PING, UPDATE, SECOND_PING))
SHOWN = (
    Shown(ts="10.1", mark="m1"),
    Shown(ts="10.2", mark="m2", thread_ts="10.1"),
    Shown(ts="10.3", mark="m4", thread_ts="10.1"),
)


def with_row(row: Row) -> Kept:
    """The lead, with this row in place of the one with its number."""
    return replace(LEAD, rows=tuple(row if row.id == old.id else old for old in LEAD.rows))


def test_true_ledgers_are_clean() -> None:
    verdict = audit([PROMISE], [LEAD], SHOWN)
    assert verdict.is_clean, verdict
    assert str(verdict) == "lost 0  doubled 0  reordered 0  unknown 0  parked 0"


def test_several_leads_do_not_mix() -> None:
    other = Kept(id=8, key="max@firma.example", rows=(a_row(9, 1, ts="9.9"),))
    promises = [PROMISE, Promise(key="max@firma.example", cards=1)]
    assert audit(promises, [LEAD, other], [Shown(ts="9.9", mark="m9"), *SHOWN]).is_clean


def test_who_was_promised_nothing_more_than_to_be_kept_needs_no_card() -> None:
    kept = Kept(id=1, key="a@b.example")
    assert audit([Promise(key="a@b.example", cards=0)], [kept], []).is_clean
    assert audit([Promise(key="a@b.example")], [kept], []).is_clean


def test_a_promise_of_which_nothing_was_kept_is_lost() -> None:
    assert audit([PROMISE], [], []).lost == ("promise eva@firma.example",)


def test_a_card_that_nobody_sees_is_lost_even_where_no_row_owes_it() -> None:
    verdict = audit([replace(PROMISE, replies=0)], [replace(LEAD, rows=())], [])
    assert verdict.lost == ("card of promise eva@firma.example",)


def test_a_reply_that_nobody_owed_in_time_is_lost() -> None:
    short = replace(LEAD, rows=(CARD, FIRST_PING, UPDATE))
    assert audit([PROMISE], [short], SHOWN[:2]).lost == ("reply of promise eva@firma.example",)


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_a_row_that_was_never_settled_is_lost(state: State) -> None:
    verdict = audit([PROMISE], [with_row(replace(UPDATE, state=state))], SHOWN)
    assert verdict.lost == (f"row 3 ({state})",)


def test_a_row_settled_as_sent_without_its_message_is_lost() -> None:
    verdict = audit([replace(PROMISE, replies=1)], [LEAD], SHOWN[:2])
    assert verdict.lost == ("message of row 4",)
    unnamed = with_row(replace(FIRST_PING, external_id=None))
    assert audit([PROMISE], [unnamed], SHOWN).lost == ("message of row 2",)


@pytest.mark.parametrize("state", ["uncertain", "dead"])
def test_what_is_left_to_the_operator_is_said_and_is_not_clean(state: State) -> None:
    verdict = audit([PROMISE], [with_row(replace(UPDATE, state=state))], SHOWN)
    assert verdict.parked == (f"row 3 ({state})",)
    assert verdict.lost == ()
    assert not verdict.is_clean


def test_one_promise_that_became_two_leads_is_doubled() -> None:
    verdict = audit([PROMISE], [LEAD, Kept(id=8, key=PROMISE.key)], SHOWN)
    assert verdict.doubled == ("promise eva@firma.example: 7, 8",)


def test_one_mark_on_two_messages_is_doubled() -> None:
    again = Shown(ts="10.9", mark="m2", thread_ts="10.1")
    verdict = audit([PROMISE], [LEAD], [*SHOWN, again])
    assert verdict.doubled == ("message of row 2",)
    assert verdict.reordered == ()


def test_two_cards_of_one_lead_are_doubled_though_each_has_a_row_of_its_own() -> None:
    second = Shown(ts="10.9", mark="m3")
    verdict = audit([replace(PROMISE, cards=None)], [LEAD], [*SHOWN, second])
    assert verdict.doubled == ("card of lead 7",)


def test_more_cards_than_were_promised_are_doubled() -> None:
    verdict = audit([replace(PROMISE, cards=0)], [LEAD], SHOWN)
    assert verdict.doubled == ("card of promise eva@firma.example",)


def test_an_effect_that_is_owed_twice_is_doubled() -> None:
    twice = with_row(replace(UPDATE, dedup_key=CARD.dedup_key))
    assert audit([PROMISE], [twice], SHOWN).doubled == ("effect effect:1",)


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2, 1), (2, 1, 0)])
def test_messages_of_a_lead_in_another_order_are_found(order: tuple[int, ...]) -> None:
    verdict = audit([PROMISE], [LEAD], [SHOWN[place] for place in order])
    assert verdict.reordered == ("lead 7",)


def test_a_message_that_nobody_owed_is_unknown() -> None:
    for stray in (Shown(ts="10.9", mark="other"), Shown(ts="10.9", mark=None)):
        assert audit([PROMISE], [LEAD], [*SHOWN, stray]).unknown == ("message 10.9",)


def test_a_reply_under_another_message_than_the_card_is_unknown() -> None:
    astray = replace(SHOWN[2], thread_ts="7.7")
    verdict = audit([PROMISE], [LEAD], [*SHOWN[:2], astray])
    assert verdict.unknown == ("reply 10.3 of row 4",)


def test_an_answer_to_a_question_may_stand_in_any_thread() -> None:
    question = Kept(id=1, key=None, rows=(replace(a_row(9, 1, ts="9.9"), seq=None),))
    assert audit([], [question], [Shown(ts="9.9", mark="m9", thread_ts="5.5")]).is_clean


@pytest.mark.parametrize("missing", range(3))
def test_no_message_can_be_taken_away_unnoticed(missing: int) -> None:
    shown = [message for place, message in enumerate(SHOWN) if place != missing]
    assert not audit([PROMISE], [LEAD], shown).is_clean
