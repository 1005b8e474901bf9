"""The auditor: three ledgers that know nothing of each other, compared.

1. The sender's journal: what was acknowledged, and so is owed (`Promise`).
2. The rows: what the database made of it (`Kept`, each with its `Row`s of the outbox).
3. What the workspace shows (`Shown`), each message with the mark it carries.

Pure: no database, no HTTP and no clock. Chaos, smoke and the simulation read their ledgers each
in their own way and have them judged here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

State = Literal["pending", "sending", "sent", "uncertain", "dead", "superseded"]
PARKED = frozenset({"uncertain", "dead"})
OPEN = frozenset({"pending", "sending"})


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Something the sender holds a 202 for, or an effect it saw committed."""

    key: str
    """The sender's own name for it; the rows must know it by the same."""
    cards: int | None = None
    """How many cards must be shown; None: the sender cannot know."""
    replies: int = 0
    """How many replies must at least be shown under the card."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of the outbox."""

    id: int
    dedup_key: str
    mark: str
    """What its message carries (`Relay.mark`)."""
    seq: int | None
    """Its place among those of its lead; None for what belongs to no lead."""
    state: State
    external_id: str | None = None
    """The `ts` it was settled with; that of the replaced message where it replaced one."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A lead, or whatever else was made of a promise, with what is owed for it."""

    id: int
    key: str | None
    """The promise it came from; None where nobody sent it."""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of the bot, as the workspace stored it; changes of it are no messages."""

    ts: str
    mark: str | None
    thread_ts: str | None = None
    """The message it replies to; None for a card."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is wrong, each by a name and an id; all four empty when nothing is."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    reordered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Shown although nobody owed it, or where it does not belong."""
    parked: tuple[str, ...] = ()
    """Left to the operator, who sees them: neither lost nor delivered."""

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept, once and in order; a parked one is not kept."""
        return not any((self.lost, self.doubled, self.reordered, self.unknown, self.parked))

    def __str__(self) -> str:
        counts = ("lost", "doubled", "reordered", "unknown", "parked")
        return "  ".join(f"{name} {len(getattr(self, name))}" for name in counts)


@dataclass
class _Books:
    """The ledgers, looked up from each side."""

    shown: Sequence[Shown]
    """In the order in which the workspace stored them."""
    kept: Sequence[Kept]
    by_mark: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    owner: dict[str, tuple[Kept, Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, message in enumerate(self.shown):
            if message.mark is not None:
                self.by_mark[message.mark].append(place)
        for one in self.kept:
            for row in one.rows:
                self.owner[row.mark] = (one, row)

    def of(self, one: Kept) -> list[tuple[int, Row]]:
        """Places of the messages of a lead, with the row that owed each, as they were stored."""
        return sorted(
            ((place, row) for row in one.rows for place in self.by_mark.get(row.mark, ())),
            key=lambda pair: pair[0],
        )

    def cards(self, one: Kept) -> list[Shown]:
        """Its messages that are no replies."""
        messages = (self.shown[place] for place, _ in self.of(one))
        return [message for message in messages if message.thread_ts is None]


def audit(promises: Iterable[Promise], kept: Iterable[Kept], shown: Iterable[Shown]) -> Verdict:
    """Compares the three ledgers.

    Args:
        promises: the sender's journal.
        kept: leads and other causes with all their rows of the outbox.
        shown: the bot's messages, in the order in which the workspace stored them.
    """
    books = _Books(shown=tuple(shown), kept=tuple(kept))
    promised = tuple(promises)
    return Verdict(
        lost=(*_lost_promises(promised, books), *_lost_rows(books)),
        doubled=(*_doubled_promises(promised, books), *_doubled_messages(books)),
        reordered=tuple(_reordered(books)),
        unknown=tuple(_unknown(books)),
        parked=tuple(
            f"row {row.id} ({row.state})"
            for one in books.kept
            for row in one.rows
            if row.state in PARKED
        ),
    )


def _made_of(promises: Sequence[Promise], books: _Books) -> Iterator[tuple[Promise, list[Kept]]]:
    by_key: dict[str, list[Kept]] = defaultdict(list)
    for one in books.kept:
        if one.key is not None:
            by_key[one.key].append(one)
    for promise in promises:
        yield promise, by_key[promise.key]


def _lost_promises(promises: Sequence[Promise], books: _Books) -> Iterator[str]:
    """Acknowledged, and nothing came of it; or a card or reply was due that nobody sees."""
    for promise, made in _made_of(promises, books):
        if not made:
            yield f"promise {promise.key}"
            continue
        cards = sum(len(books.cards(one)) for one in made)
        if promise.cards is not None and cards < promise.cards:
            yield f"card of promise {promise.key}"
        if sum(len(books.of(one)) for one in made) - cards < promise.replies:
            yield f"reply of promise {promise.key}"


def _lost_rows(books: _Books) -> Iterator[str]:
    """Owed and never sent; or settled as sent with a message that is not there."""
    stamps = {message.ts for message in books.shown}
    for one in books.kept:
        for row in one.rows:
            if row.state in OPEN:
                yield f"row {row.id} ({row.state})"
            elif row.state == "sent" and row.external_id not in stamps:
                yield f"message of row {row.id}"


def _doubled_promises(promises: Sequence[Promise], books: _Books) -> Iterator[str]:
    """One promise became two leads, or more cards than it owes."""
    for promise, made in _made_of(promises, books):
        if len(made) > 1:
            yield f"promise {promise.key}: " + ", ".join(str(one.id) for one in made)
        cards = sum(len(books.cards(one)) for one in made)
        if promise.cards is not None and cards > promise.cards:
            yield f"card of promise {promise.key}"


def _doubled_messages(books: _Books) -> Iterator[str]:
    """One mark on two messages, two cards for one lead, one effect owed twice."""
    for mark, places in books.by_mark.items():
        if len(places) > 1:
            one = books.owner.get(mark)
            yield f"message of row {one[1].id}" if one else f"mark {mark}"
    for kept in books.kept:
        if len({card.mark for card in books.cards(kept)}) > 1:
            yield f"card of lead {kept.id}"
    keys = Counter(row.dedup_key for one in books.kept for row in one.rows)
    yield from (f"effect {key}" for key, count in keys.items() if count > 1)


def _reordered(books: _Books) -> Iterator[str]:
    """Messages of a lead that are not shown in the order in which they were owed."""
    for one in books.kept:
        first_shown: dict[int, tuple[int | None, int]] = {}
        for _, row in books.of(one):
            first_shown.setdefault(row.id, (row.seq, row.id))
        places = map(_order, first_shown.values())
        if any(later < earlier for earlier, later in pairwise(places)):
            yield f"lead {one.id}"


def _order(place: tuple[int | None, int]) -> tuple[int, int]:
    seq, row_id = place
    return (0 if seq is None else seq, row_id)


def _unknown(books: _Books) -> Iterator[str]:
    """Messages that no row owed, and replies under another message than the lead's card."""
    for message in books.shown:
        known = books.owner.get(message.mark or "")
        if known is None:
            yield f"message {message.ts}"
            continue
        one, row = known
        cards = {card.ts for card in books.cards(one)}
        if (
            row.seq is not None
            and message.thread_ts is not None
            and message.thread_ts not in cards
        ):
            yield f"reply {message.ts} of row {row.id}"
