"""The table of seeded bugs for docs/proof.md, from the bugs themselves."""

from tests.simulation.bugs import BUGS
from tests.simulation.checks import CHECKS

ELSEWHERE = (
    (
        "The SDK retries by itself.",
        "a real client and a real socket, an answer that is dropped (`test_bugs.py`)",
        "One message stands there twice.",
        "–",
    ),
)
HEAD = ("protection taken away", "layer that notices", "what it sees", "seeds it takes")


def table() -> str:
    """As Markdown."""
    rows = [
        (bug.missing, "simulation", CHECKS[bug.checks[0]], f"{bug.seed + 1:,}") for bug in BUGS
    ]
    lines = (HEAD, ("---",) * len(HEAD), *rows, *ELSEWHERE)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
