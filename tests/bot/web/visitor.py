"""Somebody in the chat, for tests."""

from typing import Any

from tests.web_server import RunningWeb

SESSIONS = "/chat/sessions"
CURRENT = "/chat/sessions/current"
ANSWERS = {
    "need": {"option": 2},
    "company": {"text": "Sommer Anlagenbau GmbH"},
    "job_title": {"text": "Leiterin Vertrieb"},
    "timeframe": {"text": "1"},
    "email": {"text": "eva@sommer.example"},
}


class Visitor:
    """Somebody in the chat."""

    def __init__(self, web: RunningWeb, language: str = "de") -> None:
        self.web = web
        begun = web.client.post(SESSIONS, json={"language": language})
        assert begun.status_code == 201
        self.begun: dict[str, Any] = begun.json()
        self.headers = {"Authorization": f"Bearer {self.begun['token']}"}
        self.step: dict[str, Any] = self.begun["step"]

    def post(self, **said: Any):
        return self.web.client.post(f"{CURRENT}/answers", json=said, headers=self.headers)

    def say(self, **said: Any) -> list[str]:
        """Says something that is taken; gives the new lines."""
        answer = self.post(**said)
        assert answer.status_code == 200, answer.text
        self.step = answer.json()["step"]
        return [turn["text"] for turn in answer.json()["turns"]]

    def until(self, field: str) -> "Visitor":
        while self.step["field"] not in {field, "consent"}:
            self.say(**ANSWERS[self.step["field"]])
        assert self.step["field"] == field
        return self

    def look(self) -> dict[str, Any]:
        answer = self.web.client.get(CURRENT, headers=self.headers)
        assert answer.status_code == 200
        return dict(answer.json())
