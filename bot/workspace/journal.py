"""Every stored fact in order, in memory and, with a folder, in `journal.jsonl`."""

import json
from pathlib import Path
from typing import TextIO

from bot.workspace.wire import JsonObject, compact


class Journal:
    """An append-only list of entries `{"n", "type", "at", …}`; `n` counts from 1."""

    def __init__(self, folder: Path | None = None) -> None:
        # Lines, not objects: what a reader sees must not change when the state moves on.
        self._lines: list[str] = []
        self._file: TextIO | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "journal.jsonl"
            self._lines = _stored(path)
            self._file = path.open("a", encoding="utf-8")

    def append(self, kind: str, at: float, facts: JsonObject) -> JsonObject:
        """Store one fact and return its entry.

        The line is flushed to the system, so it outlives this process, though not the machine.
        """
        entry = {"n": len(self._lines) + 1, "type": kind, "at": at, **facts}
        line = compact(entry)
        self._lines.append(line)
        if self._file is not None:
            self._file.write(line + "\n")
            self._file.flush()
        return entry

    def after(self, n: int) -> list[JsonObject]:
        """The entries that follow entry number `n`."""
        return [json.loads(line) for line in self._lines[max(n, 0) :]]

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _stored(path: Path) -> list[str]:
    """Read the journal; a last line cut off by a crash is dropped, in the file too."""
    if not path.exists():
        return []
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        with path.open("r+b") as file:
            file.truncate(whole)
    return content[:whole].decode("utf-8").splitlines()
