"""The generated people are what they are said to be: the measure made on them means something."""

from collections import Counter

from tests.noise.persons import FINAL, TUNING, Record, records


def test_one_seed_gives_the_same_people_again_and_another_one_others() -> None:
    assert records(TUNING, 300) == records(TUNING, 300)
    assert records(TUNING, 300) != records(FINAL, 300)


def test_five_thousand_records_hold_many_who_come_again_and_many_look_alikes() -> None:
    made = records(TUNING)
    assert len(made) == 5_000
    times = Counter(record.who for record in made)
    assert sum(1 for count in times.values() if count > 1) > 900
    by_name: dict[tuple[str | None, str | None], set[int]] = {}
    for record in made:
        by_name.setdefault((record.first_name, record.last_name), set()).add(record.who)
    assert sum(1 for people in by_name.values() if len(people) > 1) > 300


def test_who_comes_again_is_seldom_written_the_same() -> None:
    first: dict[int, Record] = {}
    same = again = 0
    for record in records(TUNING):
        if record.who in first:
            again += 1
            same += record == first[record.who]
        first.setdefault(record.who, record)
    assert same / again < 0.1
