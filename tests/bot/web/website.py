"""What browser tests share: the words on the screen, and somebody else's website."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WORDS = {
    "de": {
        "demo": "Demo anfragen",
        "missing": "Bitte füllen Sie dieses Feld aus.",
        "address": "Das ist noch keine E-Mail-Adresse, zum Beispiel name@firma.de.",
        "thanks": "Danke, das ist angekommen.",
        "paper": "Whitepaper öffnen",
        "open": "Chat öffnen",
        "close": "Chat schließen",
        "prices": "Preise",
        "soon": "Sofort",
        "yes": "Ja, ich stimme zu",
        "no": "Nein, danke",
        "skip": "Überspringen",
        "honest": "kein Mensch",
        "bye": "ein Mensch antwortet Ihnen",
    },
    "en": {
        "demo": "Request a demo",
        "missing": "Please fill in this field.",
        "address": "This is not an e-mail address yet, for example name@company.com.",
        "thanks": "Thank you, we have got it.",
        "paper": "Open the white paper",
        "open": "Open chat",
        "close": "Close chat",
        "prices": "Pricing",
        "soon": "Right away",
        "yes": "Yes, I agree",
        "no": "No, thank you",
        "skip": "Skip",
        "honest": "not a person",
        "bye": "a person replies to you",
    },
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Website:
    """A website of somebody else on its own port."""

    def __init__(self, folder: Path) -> None:
        handler = partial(_Quiet, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)
