"""How right the matcher is on 5,000 persons whose noise was written before it.

Uncertain pairs count as not matched: precision says how many joined pairs are one person, recall
how many pairs of one person are joined by themselves.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations

from agents.rules import matching
from agents.rules.fields import company_names
from agents.rules.matching import Marks
from agents.vocabulary import Match
from tests.noise.persons import FINAL, Record, records

PRECISION, RECALL = 0.99, 0.95


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of pairs."""

    joined: int
    rightly: int
    true_pairs: int
    asked: int
    asked_rightly: int

    @property
    def precision(self) -> float:
        return self.rightly / self.joined

    @property
    def recall(self) -> float:
        return self.rightly / self.true_pairs


def keys(person: Marks) -> Iterator[str]:
    """What the book is searched by: address, number, name, and the company's people."""
    if person.mailbox is not None:
        yield f"mail {person.mailbox}"
    if person.contact.phone is not None:
        yield f"number {person.contact.phone}"
    if (name := matching.name_key(person.contact)) is not None:
        yield f"name {name}"
    if person.where.domain is not None:
        yield f"domain {person.where.domain}"
    if person.where.name is not None:
        yield f"company {company_names.name_key(person.where.name)}"


def candidates(people: list[Marks]) -> set[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in keys(person):
            blocks[key].append(place)
    return {pair for block in blocks.values() for pair in combinations(block, 2)}


def measure(made: list[Record]) -> Measure:
    people = [matching.marks(asdict(record)) for record in made]
    times: dict[int, int] = defaultdict(int)
    for record in made:
        times[record.who] += 1
    joined = rightly = asked = asked_rightly = 0
    for one, other in candidates(people):
        is_one = made[one].who == made[other].who
        match matching.same_person(people[one], people[other]):
            case Match.SAME:
                joined, rightly = joined + 1, rightly + is_one
            case Match.UNCERTAIN:
                asked, asked_rightly = asked + 1, asked_rightly + is_one
    pairs = sum(count * (count - 1) // 2 for count in times.values())
    return Measure(joined, rightly, pairs, asked, asked_rightly)


def test_five_thousand_persons_are_told_apart(record_property) -> None:  # S-017
    found = measure(records(FINAL))
    record_property("precision", round(found.precision, 4))
    record_property("recall", round(found.recall, 4))
    record_property("asked", f"{found.asked} pairs, {found.asked_rightly} of one person")
    assert found.precision >= PRECISION, found
    assert found.recall >= RECALL, found
