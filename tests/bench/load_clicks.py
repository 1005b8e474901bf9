"""The load of `clicks`: one loop that keeps forty clicks in flight and reads the journal."""

import json
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import httpx

from tests.bench.clicks import CHANNEL, IN_FLIGHT, SECONDS, cards, people
from tests.workspace_controls import find_action

ACTS = ("lead_accept", "lead_why", "lead_touch_call")
GIVE_UP = 10.0

Entry = dict[str, Any]


@dataclass
class Slot:
    """One person with cards of their own, and the click they wait for."""

    user: str
    acts: deque[tuple[str, str]] = field(default_factory=deque)
    ts: str = ""
    action: str = ""
    interaction: str = ""
    clicked_at: float = 0.0
    sent_at: float | None = None
    acked_at: float | None = None
    answered_at: float | None = None


class Load:
    """Forty slots, the cards as they are shown, and what was measured."""

    def __init__(self, page: str, *, wants_answers: bool) -> None:
        self._wants_answers = wants_answers
        self._http = httpx.Client(base_url=page, trust_env=False, timeout=10)
        self._seen = self._read(0)[1]
        self._blocks = {one["ts"]: one["blocks"] for one in cards(page)}
        self._slots = [Slot(user) for user in people()]
        for place, ts in enumerate(sorted(self._blocks)):
            slot = self._slots[place % IN_FLIGHT]
            slot.acts += [(ts, action) for action in ACTS]
        self.acks: list[float] = []
        self.answers: list[float] = []
        self.failed = 0

    def run(self, seconds: float) -> None:
        """Clicks for so long; what is in flight at the end does not count."""
        end, pause = time.monotonic() + seconds, threading.Event()
        for slot in self._slots:
            self._click(slot)
        while time.monotonic() < end:
            entries, self._seen = self._read(self._seen)
            for entry in entries:
                self._hear(entry)
            for slot in self._slots:
                self._go_on(slot)
            pause.wait(0.003)

    def _read(self, after: int) -> tuple[list[Entry], int]:
        answer = self._http.get("/_page/journal", params={"after": after}).json()
        return answer["entries"], answer["next"]

    def _click(self, slot: Slot) -> None:
        """The next act; with floors or when the cards are used up, the same ones again."""
        slot.ts, slot.action = slot.acts.popleft()
        slot.acts.append((slot.ts, slot.action if slot.action != ACTS[0] else ACTS[1]))
        offered = self._blocks[slot.ts]
        if f'"{slot.action}"' not in json.dumps(offered):
            slot.action = ACTS[1]
        body = {
            "user": slot.user,
            "container": {"type": "message", "channel": CHANNEL, "ts": slot.ts},
            "action": find_action(offered, slot.action),
        }
        slot.sent_at = slot.acked_at = slot.answered_at = None
        slot.clicked_at = time.monotonic()
        slot.interaction = self._http.post("/_page/action", json=body).json()["interaction"]

    def _hear(self, entry: Entry) -> None:
        if entry["type"] == "interaction":
            self._ended(entry)
        elif entry["type"] == "message_changed":
            self._changed(entry)
        elif entry["type"] == "view" and entry["op"] == "opened":
            self._opened(entry)
        elif entry["type"] == "ephemeral":
            self.failed += 1

    def _ended(self, entry: Entry) -> None:
        for slot in self._slots:
            if slot.interaction == entry["id"]:
                slot.sent_at, slot.acked_at = entry["sent_at"], entry["acked_at"]
                self.failed += entry["failed"] is not None

    def _opened(self, entry: Entry) -> None:
        for slot in self._slots:
            if slot.user == entry["user"]:
                slot.answered_at = entry["at"]
                body = {"user": slot.user, "view_id": entry["view"]["id"]}
                self._http.post("/_page/close", json=body)

    def _changed(self, entry: Entry) -> None:
        """An answer changes what the card says; a later update by the outbox says the same."""
        ts, blocks = entry["message"]["ts"], entry["message"]["blocks"]
        if blocks == self._blocks.get(ts):
            return
        self._blocks[ts] = blocks
        for slot in self._slots:
            if slot.ts == ts and slot.action != ACTS[1] and slot.answered_at is None:
                slot.answered_at = entry["at"]

    def _go_on(self, slot: Slot) -> None:
        is_answered = slot.answered_at is not None or not self._wants_answers
        if slot.acked_at is not None and slot.sent_at is not None and is_answered:
            self.acks.append(slot.acked_at - slot.sent_at)
            if slot.answered_at is not None:
                self.answers.append(slot.answered_at - slot.sent_at)
            self._click(slot)
        elif time.monotonic() - slot.clicked_at > GIVE_UP:
            self.failed += 1
            self._click(slot)


def milliseconds(taken: list[float]) -> tuple[float, float] | None:
    """The median and the 95th percentile."""
    if len(taken) < 2:
        return None
    cuts = quantiles(taken, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


if __name__ == "__main__":
    load = Load(sys.argv[1], wants_answers=sys.argv[2] == "1")
    load.run(SECONDS)
    result = {
        "ack": milliseconds(load.acks),
        "answer": milliseconds(load.answers),
        "rate": len(load.acks) / SECONDS,
        "failed": load.failed,
        "n": len(load.acks),
    }
    print(json.dumps(result))
