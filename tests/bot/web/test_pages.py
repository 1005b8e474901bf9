"""The widget for every website, and the demo's website in two languages."""

import re
import string
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.vocabulary import Language
from bot.web.pages import PAGES, SITE
from tests.web_server import RunningWeb
from tests.world import World

SITE_FOLDER = Path(str(SITE))
GIVEN = {"language", "other_language"}


def texts(language: str) -> dict[str, str]:
    return tomllib.loads((SITE_FOLDER / f"texts.{language}.toml").read_text(encoding="utf-8"))


def test_both_languages_have_the_same_texts_and_all_are_used():
    german, english = texts("de"), texts("en")
    assert german.keys() == english.keys()
    used = set()
    for file in PAGES.values():
        page = (SITE_FOLDER / file).read_text(encoding="utf-8")
        used |= set(string.Template(page).get_identifiers())
    assert used - GIVEN == set(german)


def test_the_site_is_only_there_in_the_demo(web: RunningWeb, serve: Callable[..., RunningWeb]):
    assert web.client.get("/").status_code == 404
    demo = serve(with_demo_site=True)
    for path in ("/", "/de", "/en", "/de/privacy", "/en/whitepaper", "/site/site.css"):
        assert demo.client.get(path).status_code == 200, path


def test_the_site_speaks_the_readers_language(serve: Callable[..., RunningWeb]):
    web = serve(with_demo_site=True)
    for path, accepts, language in (
        ("/", "de", "de"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/de", "en", "de"),
        ("/en", "de", "en"),
    ):
        answer = web.client.get(path, headers={"Accept-Language": accepts})
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["content-language"] == language


@pytest.mark.parametrize("language", Language)
def test_nothing_is_loaded_from_elsewhere(serve: Callable[..., RunningWeb], language: Language):
    web = serve(with_demo_site=True)
    for name in PAGES:
        answer = web.client.get(f"/{language.value}/{name}".rstrip("/"))
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=", answer.text)
        assert (
            "frame-ancestors 'self' http://127.0.0.1:*"
            in answer.headers["content-security-policy"]
        )


def test_every_form_of_the_site_is_in_the_policy(world: World):
    page = (SITE_FOLDER / "index.html").read_text(encoding="utf-8")
    forms = re.findall(r'action="/intake/forms/(\w+)"', page)
    assert set(forms) == {"demo", "pricing", "contact", "whitepaper"} <= set(world.policy.forms)
    for form in forms:
        part = page.split(f'action="/intake/forms/{form}"')[1].split("</form>")[0]
        assert f'name="{world.policy.forms[form].honeypot}"' in part
        assert '<input type="checkbox" name="consent" value="yes">' in part
        for field in world.policy.forms[form].required:
            assert re.search(rf'name="{field}"[^>]* required>', part), (form, field)


def test_pages_take_no_parameters(serve: Callable[..., RunningWeb]):
    web = serve(with_demo_site=True)
    for query in ("name=../../../policy.toml", "file=site.js", "language=xx"):
        assert web.client.get(f"/de?{query}").text == web.client.get("/de").text
    for path in ("/site/../app.py", "/site/%2e%2e/app.py", "/site/texts.de.toml", "/site/"):
        assert web.client.get(path).status_code == 404


def test_the_widget_is_small_and_may_be_loaded_anywhere(web: RunningWeb):
    answer = web.client.get("/widget/staffel-chat.js")
    assert len(answer.content) < 12 * 1_024
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert not re.search(r"document\.cookie|localStorage|eval\(", answer.text)
