"""What a run of chaos came to, and how it is said."""

from dataclasses import dataclass, field

from tests.chaos.ledgers import Verdict

SHOWN_IDS = 5


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
        for name in ("lost", "doubled", "reordered", "unknown", "parked"):
            ids = getattr(self.verdict, name)
            if ids:
                more = f" … {len(ids)} in all" if len(ids) > SHOWN_IDS else ""
                lines.append(f"  {name}: {'; '.join(ids[:SHOWN_IDS])}{more}")
        return "\n".join(lines)
