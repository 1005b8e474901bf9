"""What browsers load: the chat widget, and in the demo the website of a made-up company."""

import html
import tomllib
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from string import Template

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from agents.vocabulary import Language
from bot.web.door import Doors

SITE = files("bot.web") / "site"
WIDGET = files("bot.web") / "widget" / "staffel-chat.js"
SITE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"
)
"""The demo's workspace shows the site in a frame beside it, from another port."""
ASSETS = {
    "site.css": "text/css",
    "site.js": "text/javascript",
    "favicon.svg": "image/svg+xml",
}
PAGES = {"": "index.html", "whitepaper": "whitepaper.html", "privacy": "privacy.html"}


def widget() -> APIRouter:
    """The chat's script, for every website that names it."""
    router = APIRouter()

    @router.get("/widget/staffel-chat.js")
    def script() -> Response:
        """The widget."""
        headers = {
            "Cache-Control": "public, max-age=300",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return Response(WIDGET.read_bytes(), media_type="text/javascript", headers=headers)

    return router


def demo_site(doors: Doors) -> APIRouter:
    """The made-up company's website: `/` in the reader's language, `/de` and `/en`."""
    router = APIRouter()

    @router.get("/")
    def home(request: Request) -> Response:
        """The landing page in the reader's language."""
        answer = _shown(PAGES[""], doors.words(request.headers).language)
        answer.headers["Vary"] = "Accept-Language"
        return answer

    for language in Language:
        for name, file in PAGES.items():
            path = f"/{language.value}/{name}".rstrip("/")
            router.add_api_route(path, _always(partial(_shown, file, language)))
    for name, media_type in ASSETS.items():
        content = (SITE / name).read_bytes()
        router.add_api_route(
            f"/site/{name}", _always(partial(Response, content, media_type=media_type))
        )
    return router


def _always(make: Callable[[], Response]) -> Callable[[], Response]:
    """An endpoint without parameters: what `make` is bound to must not be set by a query."""

    def endpoint() -> Response:
        return make()

    return endpoint


def _shown(file: str, language: Language) -> Response:
    headers = {"Content-Security-Policy": SITE_POLICY, "Content-Language": language.value}
    page = _page(file, language)
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@cache
def _page(file: str, language: Language) -> str:
    """A page with its texts of one language filled in; a text that is missing fails."""
    template = Template((SITE / file).read_text(encoding="utf-8"))
    return template.substitute(_texts(language))


@cache
def _texts(language: Language) -> Mapping[str, str]:
    """The texts by name, safe to stand in HTML."""
    raw = tomllib.loads((SITE / f"texts.{language.value}.toml").read_text(encoding="utf-8"))
    other = next(item for item in Language if item is not language)
    return {
        "language": language.value,
        "other_language": other.value,
        **{name: html.escape(text) for name, text in raw.items()},
    }
