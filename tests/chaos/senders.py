"""Websites that send leads over HTTP, and repeat each until it is answered with 202."""

import threading
from collections.abc import Iterator
from itertools import count

import httpx

from tests.chaos.alerts import lead
from tests.chaos.ledgers import Promise

CARDS = {"hot": 1, "mql": 1, "none": 0}
REPEAT_AFTER = 0.05
ANSWER_WITHIN = 5.0


class Senders:
    """Several at once, each with its own leads, until they are told to end.

    Args:
        website: the bot's address.
        senders: how many send at a time.
        every: seconds that each waits between two leads.
    """

    def __init__(self, website: str, *, senders: int = 3, every: float = 0.05) -> None:
        self._website = website
        self._every = every
        self._ended = threading.Event()
        self._journal: list[Promise] = []
        self.repeated = 0
        self._threads = [
            threading.Thread(target=self._send, args=(count(first, senders),), daemon=True)
            for first in range(senders)
        ]
        for thread in self._threads:
            thread.start()

    def end(self) -> list[Promise]:
        """Everybody sends their present lead to its end; the journal of what was acknowledged."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        return self._journal

    def _send(self, numbers: Iterator[int]) -> None:
        with httpx.Client(
            base_url=self._website, trust_env=False, timeout=ANSWER_WITHIN
        ) as client:
            for number in numbers:
                kind, form, fields = lead(number)
                while not self._is_taken(client, form, fields, key=f"chaos-{number}"):
                    self.repeated += 1
                    threading.Event().wait(REPEAT_AFTER)
                self._journal.append(Promise(key=fields["email"], cards=CARDS[kind]))
                if self._ended.wait(self._every):
                    return

    @staticmethod
    def _is_taken(client: httpx.Client, form: str, fields: dict[str, str], *, key: str) -> bool:
        """Whether it was acknowledged; no answer and a refusal for the moment are repeated."""
        try:
            answer = client.post(
                f"/intake/forms/{form}", json=fields, headers={"Idempotency-Key": key}
            )
        except httpx.HTTPError:
            return False
        assert answer.status_code in {202, 500, 503}, answer.text
        return answer.status_code == 202
