"""A real server on 127.0.0.1 that speaks as much of OpenAI's API as the assistant uses.

Replies are scripted per test, in order; the last one repeats. Every request is kept in a
journal, so that a test can say what went over the wire.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer of the server: a status, headers and a body, or silence."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False


def says(text: str | None, **message: Any) -> Reply:
    """The model says something."""
    content = {"role": "assistant", "content": text, **message}
    finish = "tool_calls" if "tool_calls" in message else "stop"
    return Reply(
        body={
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "test-model",
            "choices": [{"index": 0, "message": content, "finish_reason": finish}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
        }
    )


def calls(*tools: tuple[str, dict[str, Any] | str]) -> Reply:
    """The model calls tools; arguments given as a string go out as they are, also broken."""
    made = [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": given if isinstance(given, str) else json.dumps(given),
            },
        }
        for number, (name, given) in enumerate(tools)
    ]
    return says(None, tool_calls=made)


def fails(status: int, **headers: str) -> Reply:
    """The server refuses."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body={"error": {"message": "no"}}, headers=named)


HANGS = Reply(hangs=True)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class OpenAiServer:
    """The running server."""

    def __init__(self) -> None:
        self.script: list[Reply] = []
        self.decides: Callable[[dict[str, Any]], Reply] | None = None
        """Answers by the request instead of by the script, where requests come at once."""
        self.journal: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._server = _Listener(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def sent(self) -> str:
        """Everything that came over the wire, as text."""
        return json.dumps(self.journal, ensure_ascii=False)

    def offered(self) -> set[str]:
        """Names of the tools in the first request."""
        return {tool["function"]["name"] for tool in self.journal[0].get("tools", [])}

    def plays(self, *replies: Reply) -> None:
        """Sets what is answered next."""
        self.script = list(replies)

    @contextmanager
    def running(self) -> Iterator["OpenAiServer"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._released.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def _next(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Reply:
        with self._lock:
            self.paths.append(path)
            self.headers.append(headers)
            self.journal.append(body)
            if self.decides is not None:
                return self.decides(body)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(size))
                reply = outer._next(self.path, dict(self.headers), body)
                if reply.hangs:
                    outer._released.wait(30)
                    return
                raw = (
                    reply.body
                    if isinstance(reply.body, bytes)
                    else json.dumps(reply.body).encode()
                )
                self.send_response(reply.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its name there
                pass

        return Handler
