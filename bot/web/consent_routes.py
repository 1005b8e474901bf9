"""The pages behind signed links: double opt-in and preference centre.

Nothing changes by GET, because mail scanners open every link. The token is the key, and names
nobody; a request without one finds nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from urllib.parse import parse_qs

from fastapi import APIRouter
from limits import parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from agents.vocabulary import ConsentPurpose, ConsentState, Language
from agents.words import Words, in_language
from bot.links import PREFIX, Links, Opened, Page
from bot.web import consent_pages as pages
from bot.web.bodies import read_body
from bot.web.door import Doors
from bot.workflows import consent
from bot.workflows.consent import Confirmed, Standing

RATE = parse("60/minute")
AGAIN_RATE = parse("5/minute")
MOST_BYTES = 8_192
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
Answer = Callable[[Request], Awaitable[Response]]


class ConsentDoor:
    """Answers for the people whose links it reads."""

    def __init__(self, doors: Doors, links: Links) -> None:
        self._doors = doors
        self._deps = doors.deps
        self._links = links

    def show_confirm(self, request: Request) -> Response:
        """The page with the button; nothing is confirmed by it."""
        opened, stands, w = self._open(request, Page.CONFIRM)
        if opened is None or stands is None:
            return self._unknown(w)
        policy, token = self._deps.policy, request.path_params["token"]
        if not stands.waits:
            is_granted = stands.allows(ConsentPurpose.MARKETING_EMAIL)
            outcome = Confirmed.ALREADY if is_granted else Confirmed.NOTHING
            return self._outcome(outcome, stands.lead_id, w)
        if opened.is_expired:
            return _html(pages.expired(w, policy, token=token), w)
        return _html(pages.confirm(stands, w, policy, token=token), w)

    def confirm(self, request: Request) -> Response:
        """The button: it counts, once."""
        opened, stands, w = self._open(request, Page.CONFIRM)
        if opened is None or stands is None:
            return self._unknown(w)
        if opened.is_expired and stands.waits:
            token = request.path_params["token"]
            return _html(pages.expired(w, self._deps.policy, token=token), w, 410)
        return self._outcome(consent.confirm(self._deps, stands.lead_id), stands.lead_id, w)

    def again(self, request: Request) -> Response:
        """A new link, to the address that we have."""
        self._doors.spend(AGAIN_RATE, "consent:again", request)
        opened, stands, w = self._open(request, Page.CONFIRM)
        if opened is None or stands is None:
            return self._unknown(w)
        is_owed = consent.send_again(self._deps, stands.lead_id)
        return _html(pages.sent_again(w, self._deps.policy, is_owed=is_owed), w)

    def show_preferences(self, request: Request) -> Response:
        """Where the person stands."""
        _, stands, w = self._open(request, Page.PREFERENCES)
        return self._preferences(request, stands, w)

    def choose(self, request: Request, form: dict[str, list[str]]) -> Response:
        """What they ticked, and what they did not."""
        opened, stands, w = self._open(request, Page.PREFERENCES)
        if opened is None or stands is None:
            return self._unknown(w)
        known = set(ConsentPurpose)
        now = consent.choose(
            self._deps,
            stands.lead_id,
            allowed={ConsentPurpose(one) for one in form.get("allow", ()) if one in known},
            topics=form.get("topic", ()),
            language=w.language,
            may_agree=not _is_of_old_address(opened, stands),
        )
        return self._preferences(request, _as_before(now, stands), w, is_saved=True)

    def object(self, request: Request) -> Response:
        """No more marketing."""
        return self._refuse(request, consent.OBJECTION)

    def off(self, request: Request) -> Response:
        """No more of anything."""
        return self._refuse(request, consent.ALL_OFF)

    def one_click(self, request: Request) -> Response:
        """The mail program's own button (RFC 8058): marketing ends."""
        return self._refuse(request, consent.OBJECTION, source=consent.ONE_CLICK)

    def _refuse(
        self,
        request: Request,
        wanted: dict[ConsentPurpose, ConsentState],
        *,
        source: str = consent.PREFERENCES,
    ) -> Response:
        _, stands, w = self._open(request, Page.PREFERENCES)
        if stands is None:
            return self._unknown(w)
        consent.refuse(self._deps, stands.lead_id, wanted, source=source, evidence="signed link")
        now = consent.standing(self._deps, stands.lead_id)
        return self._preferences(request, _as_before(now, stands), w, is_saved=True)

    def _open(self, request: Request, page: Page) -> tuple[Opened | None, Standing | None, Words]:
        self._doors.spend(RATE, "consent", request)
        lasts = self._deps.policy.consent.confirm_within if page is Page.CONFIRM else None
        opened = self._links.read(page, request.path_params["token"], lasts=lasts)
        stands = consent.standing(self._deps, opened.lead_id) if opened is not None else None
        if opened is not None and stands is not None and _is_of_old_address(opened, stands):
            # Whoever reads the old address learns nothing of the new one, and confirms nothing.
            opened, stands = replace(opened, is_expired=True), replace(stands, address=None)
        chosen = request.query_params.get("lang")
        if chosen in set(Language):
            return opened, stands, in_language(Language(chosen))
        if stands is not None:
            return opened, stands, in_language(stands.language)
        return opened, stands, self._doors.words(request.headers)

    def _preferences(
        self, request: Request, stands: Standing | None, w: Words, *, is_saved: bool = False
    ) -> Response:
        if stands is None:
            return self._unknown(w)
        page = pages.preferences(
            stands,
            w,
            self._deps.policy,
            token=request.path_params["token"],
            is_saved=is_saved,
        )
        return _html(page, w)

    def _outcome(self, outcome: Confirmed, lead_id: int, w: Words) -> Response:
        policy = self._deps.policy
        preferences = self._links.to(Page.PREFERENCES, lead_id)
        if outcome is Confirmed.NOTHING:
            return _html(pages.nothing_to_confirm(w, policy, preferences=preferences), w)
        is_new = outcome is Confirmed.NOW
        return _html(pages.confirmed(w, policy, is_new=is_new, preferences=preferences), w)

    def _unknown(self, w: Words) -> Response:
        return _html(pages.unknown(w, self._deps.policy), w, 404)


def routes(doors: Doors) -> APIRouter:
    """The pages; none where nothing can be mailed to leads."""
    router = APIRouter()
    links = doors.deps.links
    if links is None:
        return router
    door = ConsentDoor(doors, links)
    sheet = pages.style()

    async def style(_: Request) -> Response:
        return Response(sheet, media_type="text/css", headers={"Cache-Control": "max-age=300"})

    async def chosen(request: Request) -> Response:
        body = await read_body(request, limit=MOST_BYTES)
        form = parse_qs(body.decode("utf-8", "replace"))
        return await run_in_threadpool(door.choose, request, form)

    async def off(request: Request) -> Response:
        """One address for two buttons: a mail program says which it is."""
        body = await read_body(request, limit=MOST_BYTES)
        is_mail_program = b"List-Unsubscribe=One-Click" in body
        return await run_in_threadpool(door.one_click if is_mail_program else door.off, request)

    confirm, preferences = f"{PREFIX}/confirm/{{token}}", f"{PREFIX}/preferences/{{token}}"
    for path, method, answer in (
        (f"{PREFIX}/style.css", "GET", style),
        (confirm, "GET", _in_thread(door.show_confirm)),
        (confirm, "POST", _in_thread(door.confirm)),
        (f"{confirm}/again", "POST", _in_thread(door.again)),
        (preferences, "GET", _in_thread(door.show_preferences)),
        (preferences, "POST", chosen),
        (f"{preferences}/object", "POST", _in_thread(door.object)),
        (f"{preferences}/off", "GET", _in_thread(door.show_preferences)),
        (f"{preferences}/off", "POST", off),
    ):
        router.add_route(path, answer, methods=[method])
    return router


def _in_thread(work: Callable[[Request], Response]) -> Answer:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(work, request)

    return answer


def _html(page: str, w: Words, status: int = 200) -> Response:
    headers = {**HEADERS, "Content-Language": w.language.value}
    return HTMLResponse(page, status_code=status, headers=headers)


def _as_before(now: Standing | None, before: Standing) -> Standing | None:
    """Where they stand now, showing no more of their address than before."""
    return None if now is None else replace(now, address=before.address)


def _is_of_old_address(opened: Opened, stands: Standing) -> bool:
    """Whether the link was mailed to an address that was corrected since."""
    since = stands.address_since
    return since is not None and opened.signed_at < since.replace(microsecond=0)
