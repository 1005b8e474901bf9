"""What a run of chaos came to, and how it is said."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rich.table import Table

from tests.chaos.ledgers import Verdict

SHOWN_IDS = 5
COUNTED = ("lost", "doubled", "reordered", "unknown", "parked")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One scenario."""

    name: str
    verdict: Verdict
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    """What happened on the way: how much chaos there was, and what was made of it."""

    def __str__(self) -> str:
        lines = [f"{self.name}  ({self.seconds:.0f} s)", f"  {self.verdict}"]
        lines.append("  " + "  ".join(f"{name} {count}" for name, count in self.counts.items()))
        for name in COUNTED:
            ids = getattr(self.verdict, name)
            if ids:
                more = f" … {len(ids)} in all" if len(ids) > SHOWN_IDS else ""
                lines.append(f"  {name}: {'; '.join(ids[:SHOWN_IDS])}{more}")
        return "\n".join(lines)


def table(outcomes: Iterable[Outcome]) -> Table:
    """A line for each scenario."""
    made = Table("scenario", *COUNTED, "seconds")
    for outcome in outcomes:
        found = (str(len(getattr(outcome.verdict, name))) for name in COUNTED)
        made.add_row(outcome.name, *found, f"{outcome.seconds:.0f}")
    return made
