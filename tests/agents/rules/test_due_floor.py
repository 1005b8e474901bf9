"""Due times against another library: the same answers, at least ten times faster (issue C)."""

from tests.bench.due import HOURS, measure


def test_another_library_agrees_and_needs_ten_times_as_long() -> None:
    for hours in HOURS[:2]:
        ours, floor = measure(hours)
        assert floor > 10 * ours
