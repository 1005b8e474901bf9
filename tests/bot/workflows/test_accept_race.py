"""The race for a lead, on both databases; `make chaos` runs it two hundred times."""

from store.session import Store
from tests.chaos.race import accept_race


def test_one_of_fifty_has_the_lead_and_the_others_hear_who(store: Store) -> None:
    accept_race(store, 10)
