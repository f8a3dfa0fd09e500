"""The site: which request gets which answer. Its guards come first: host, origin, limits; no answer is kept anywhere.

A request that is refused is answered shortly and costs nothing. No address, no request is written anywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message as ASGIMessage
from starlette.types import Receive, Scope, Send

from facilitator_console.phones.codes import cookie_name, read_code
from facilitator_console.phones.content import Content, Link, Look, Notice, Space, refilled
from facilitator_console.phones.deeds import ConsoleDeeds
from facilitator_console.phones.limits import Bucket
from facilitator_console.phones.pages import PAGES
from facilitator_console.phones.protocol import PhoneProtocol
from facilitator_console.phones.registry import REFUSED_KEPT_S, Phone, Refused, Registry
from facilitator_console.phones.rendering import STATIC, Renderer, chosen_language, offered_languages, static_file
from facilitator_console.phones.streams import Stream, Streams, event_of
from facilitator_console.phones.views import FreshView
from facilitator_console.phones.visit import BACK, HOME, MUTED, Fields, Own, Page, Visit
from facilitator_console.phones.welcome import NOT_READY, TOO_MANY, TURNED_AWAY, code_page, wait_page, welcome_page
from facilitator_console.runtime.catalogues import LANGUAGES
from facilitator_console.store.errors import StorageError
from facilitator_console.views.phone_view import PhoneView
from facilitator_console.words import UserError, say

MOST_BODY = 16 * 1024
LONGEST_FORM = 64
"""The most characters of a field of a form; none of ours has so long an id."""
PATIENCE_S = 6.0
"""The longest that a phone waits for the disk, less than the ten seconds of `protocol`; then it is told so."""
NOT_SAVED = say("It is not saved yet. Wait a moment, then send it again: it counts once.")
STREAMS_EACH = 4
JOINS_AT_ONCE, JOINS_PER_S = 600, 60.0
WRONG_CODES_AT_ONCE, WRONG_CODES_PER_S = 60, 2.0
MOST_AT_ONCE = 400
"""The last resort: so many requests are answered at once, streams not counted."""
MOST_PHONES = 5000
ALL_ACTIONS_AT_ONCE, ALL_ACTIONS_PER_S = 600, 150.0
"""The limits of all phones together: a phone that joins again and again has a limit too."""
SAFE = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    b"img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    b"x-content-type-options": b"nosniff",
    # With no-referrer a browser would send forms with the origin "null".
    b"referrer-policy": b"same-origin",
    b"cache-control": b"no-store",
}
LANGUAGE, REFRESHES = "language", "refreshes"
"""The cookies of what somebody chose."""
AGAIN = "again"
"""In the address to which a refused form leads."""


class Site:
    """Answers requests, as an ASGI application."""

    def __init__(
        self,
        registry: Registry,
        fresh: FreshView,
        deeds: ConsoleDeeds,
        host: str,
        on_bug: Callable[[BaseException], None],
    ) -> None:
        """Serve this host, "address:port", and no other."""
        self._registry, self._fresh, self._deeds, self._on_bug = registry, fresh, deeds, on_bug
        self._cookie = cookie_name(deeds.session)
        self._hosts = {host.encode(), host.removesuffix(":80").encode()}
        self._origins = {b"http://" + known for known in self._hosts}
        self.streams = Streams(SAFE, on_bug)
        self._renderer = Renderer()
        self._pieces: dict[tuple[str, str, Own], bytes] = {}
        self._pages = {page.path: page for page in PAGES}
        self._joins = Bucket(JOINS_AT_ONCE, JOINS_PER_S, monotonic)
        self._wrong_codes = Bucket(WRONG_CODES_AT_ONCE, WRONG_CODES_PER_S, monotonic)
        self._actions = Bucket(ALL_ACTIONS_AT_ONCE, ALL_ACTIONS_PER_S, monotonic)
        self._at_once = 0
        routes = [
            Route("/j/{code}", self._welcome),
            Route("/join", self._join, methods=["POST"]),
            Route("/language/{language}", self._choose_language),
            Route("/refresh/{choice}", self._choose_refreshing),
            Route("/s/{name}", self._static),
            Route("/favicon.ico", _no_icon),
            *(Route(page.path, self._page, methods=["GET", "POST"]) for page in PAGES),
        ]
        self._app = Starlette(routes=routes, max_body_size=MOST_BODY, exception_handlers={HTTPException: _short})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of a phone."""
        send = _safely(send)
        if scope["type"] != "http" or (refused := self._refusal(scope)):
            await _Short(refused if scope["type"] == "http" else 400)(scope, receive, send)
            return
        try:
            if scope["path"] == "/events":
                await self._stream(scope, receive, send)
                return
            self._at_once += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._at_once -= 1
        except ClientDisconnect:
            return
        except Exception as bug:  # noqa: BLE001 - one request must not end the others
            self._on_bug(bug)
            await _Short(500)(scope, receive, send)

    def _refusal(self, scope: Mapping[str, Any]) -> int:
        """Return the status with which a request is refused before anybody looks at it; 0 for none."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        origins = [value for name, value in headers if name == b"origin"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST
        if any(origin not in self._origins for origin in origins):
            return HTTPStatus.FORBIDDEN
        if self._at_once >= MOST_AT_ONCE:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return 0

    # -- what changes by itself --------------------------------------------------------------------------

    async def show_new_view(self, before: PhoneView | None = None) -> None:
        """Tell open pages that there is a new view: all of them, or those of the phones that it concerns.

        Args:
            before: The view before; None where something else has changed that pages show.
        """
        after = self._fresh.view
        if before is None or after is None or before.of_all != after.of_all:
            self._pieces.clear()
            await self.streams.catch_up()
        else:
            self.streams.catch_up_of(self._registry.senders_of(before.concerned(after)))

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        phone, page = self._phone(request), self._pages.get(request.query_params.get("page", ""))
        if phone is None or page is None or not page.live or scope["method"] != "GET":
            await _Short(404)(scope, receive, send)
        elif await self._fresh.first() is None:
            await _Short(503)(scope, receive, send)
        elif phone.streams >= STREAMS_EACH:
            await _Short(429)(scope, receive, send)
        else:
            language = self._language(request)
            connection: PhoneProtocol = scope["state"]["connection"]
            connection.hand_over(Stream(self.streams, phone, lambda: self._piece(page, phone, language)))

    def _piece(self, page: Page, phone: Phone, language: str) -> bytes:
        visit = self._visit(phone, language, {})
        key = (page.path, language, visit.own)
        piece = self._pieces.get(key)
        if piece is None:
            content = page.show(visit)
            # An empty one where the page leads elsewhere: its phone finds that out with its next request.
            piece = b"" if isinstance(content, str) else event_of(self._renderer.piece(content, language))
            self._pieces[key] = piece
        return piece

    # -- pages -------------------------------------------------------------------------------------------

    async def _page(self, request: Request) -> Response:
        phone, view = self._phone(request), await self._fresh.first()
        page, language = self._pages[request.url.path], self._language(request)
        if request.method == "POST":
            return await self._act(request, page, phone, language) if phone else _go(HOME)
        if view is None:
            return self._wait(request, NOT_READY, 503)
        return self._shown(request, page, phone, language) if phone else self._plain(request, code_page(view), 200)

    def _shown(self, request: Request, page: Page, phone: Phone, language: str) -> Response:
        """Show a page to who is in."""
        phone.seen_at = monotonic()
        if not phone.pages.take():
            return self._wait(request, TOO_MANY, 429)
        visit = self._visit(phone, language, dict(request.query_params))
        if AGAIN in visit.query and (refused := phone.take_refused(page.path)):
            return self._not_taken(page, visit, refused)
        content = page.show(visit)
        if isinstance(content, str):
            return _go(content)
        body = self._renderer.page(
            content,
            language,
            offered_languages(visit.view.languages),
            live=page.path if page.live and not visit.query else "",
            refreshes=_refreshes(request),
            back=page.path,
        )
        return Response(body, media_type="text/html")

    def _not_taken(self, page: Page, visit: Visit, refused: Refused) -> Response:
        """Show why a form was not taken, on its page with what was typed; sent again it is the same form."""
        content = page.show(visit)
        if isinstance(content, str):  # The room went on: its page is not there any more.
            content = (*self._pages[HOME].show(visit)[:1], Space(), Link(BACK, HOME, look=Look.MAIN))
        content = (*content[:1], refused.notice, *refilled(content[1:], refused.fields))
        offered = offered_languages(visit.view.languages)
        body = self._renderer.page(content, visit.language, offered, form=refused.form, back=page.path)
        return Response(body, media_type="text/html")

    async def _act(self, request: Request, page: Page, phone: Phone, language: str) -> Response:
        """Do what a form asks, and lead on; also to the words why not.

        A page in answer to a form would stay in the browser's profile, with all that was typed.
        """
        if (act := page.act) is None:
            return _Short(405)
        fields, query = await _fields(request), dict(request.query_params)
        form = fields.get("form", "") if len(fields.get("form", "")) <= LONGEST_FORM else ""
        phone.seen_at, phone.refused = monotonic(), None
        notice = self._barred(phone)
        if notice is None:
            visit = self._visit(phone, language, query)._replace(form=form)
            try:
                leads = await self._once(phone, form, lambda: act(visit, fields))
                self.streams.catch_up_of([phone])  # Its other pages.
                return _go(leads)
            except UserError as error:
                notice = Notice(error.message)
            except StorageError:
                notice = NOT_READY
        phone.refused = Refused(page.path, form, fields, notice, phone.clock() + REFUSED_KEPT_S)
        return _go(f"{page.path}?{urlencode({**query, AGAIN: '1'})}")

    def _barred(self, phone: Phone) -> Notice | None:
        """Return why nothing is taken from a phone now, whatever it is."""
        if self._fresh.view is None:
            return NOT_READY
        if not (phone.actions.take() and self._actions.take()):
            return TOO_MANY
        return MUTED if phone.decided.muted else None

    async def _once(self, phone: Phone, form: str, act: Callable[[], Awaitable[str]]) -> str:
        """Do what a form asks; one that is sent again leads to where it led, also while it is still being done.

        Raises:
            UserError: It is refused; or nobody knows yet whether it could be saved, and it is still being done.
            StorageError: It can't be saved.
        """
        leads = phone.answered.get(form)
        if leads is None:
            leads = asyncio.ensure_future(self._led_or_done(phone, form, act))
            leads.add_done_callback(partial(_forget_failed, phone, form))
            if form:
                phone.remember_form(form, leads)
        try:
            # Also where the phone has gone meanwhile: it comes again with the same form.
            return await asyncio.wait_for(asyncio.shield(leads), PATIENCE_S)
        except TimeoutError as error:
            raise UserError(NOT_SAVED) from error

    async def _led_or_done(self, phone: Phone, form: str, act: Callable[[], Awaitable[str]]) -> str:
        """Return where a form led before, once that is on the disk; else do what it asks, until the view shows it."""
        led = await self._registry.led(phone, form)
        if led is None:
            led = await act()
            await self._fresh.caught_up()
        return led

    # -- the door ----------------------------------------------------------------------------------------

    async def _welcome(self, request: Request) -> Response:
        if self._phone(request) is not None:
            return _go(HOME)
        code = read_code(request.path_params["code"])
        view = await self._fresh.first()
        if view is None:
            return self._wait(request, NOT_READY, 503)
        # Looking uses up nothing: browsers and messengers fetch addresses before anybody taps them.
        return self._plain(request, welcome_page(view, code), 200)

    async def _join(self, request: Request) -> Response:
        fields, view = await _fields(request), await self._fresh.first()
        if view is None:
            return self._wait(request, NOT_READY, 503)
        if not self._joins.take() or self._registry.joined >= MOST_PHONES:
            return self._wait(request, TOO_MANY, 429)
        if self._phone(request) is not None:
            return _go(HOME)
        try:
            token = await self._registry.join(read_code(fields.get("code", "")), request.cookies.get(self._cookie, ""))
        except StorageError:
            return self._wait(request, NOT_READY, 503)
        if token is None:
            return self._turned_away(request, view)
        answer = _go(HOME)
        # Without an age the browser forgets it when it is closed.
        _set_cookie(answer, self._cookie, token)
        return answer

    def _turned_away(self, request: Request, view: PhoneView) -> Response:
        if not self._wrong_codes.take():
            return self._wait(request, TOO_MANY, 429)
        return self._plain(request, code_page(view, TURNED_AWAY), 403)

    def _plain(self, request: Request, content: Content, status: int, *, live: str = "") -> Response:
        """Return a page for whoever has no token, or can't be served now."""
        view = self._fresh.view
        body = self._renderer.page(
            content,
            self._language(request),
            offered_languages(view.languages if view else ()),
            live=live,
            refreshes=_refreshes(request),
            back=request.url.path,
        )
        return Response(body, status, media_type="text/html")

    def _wait(self, request: Request, notice: Notice, status: int) -> Response:
        """Ask for some patience; a live page goes on by itself as soon as it can."""
        again = request.url.path if request.method == "GET" else HOME
        page = self._pages.get(again)
        live = again if page and page.live and not request.query_params else ""
        if request.method == "GET" and request.query_params:
            again += f"?{urlencode(dict(request.query_params))}"
        return self._plain(request, wait_page(notice, again), status, live=live)

    # -- small things ------------------------------------------------------------------------------------

    async def _choose_language(self, request: Request) -> Response:
        language = request.path_params["language"]
        return self._chosen(request, LANGUAGE, language if language in LANGUAGES else "")

    async def _choose_refreshing(self, request: Request) -> Response:
        return self._chosen(request, REFRESHES, "yes" if request.path_params["choice"] == "on" else "no")

    def _chosen(self, request: Request, name: str, value: str) -> Response:
        """Keep what somebody chose, if it is one of the choices, and go back."""
        back = request.query_params.get("back", HOME)
        answer = _go(back if back in self._pages or back.startswith("/j/") else HOME)
        if value:
            _set_cookie(answer, name, value)
        return answer

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in STATIC:
            return _Short(404)
        return Response(static_file(name), media_type=STATIC[name], headers={"cache-control": "private, max-age=600"})

    def _phone(self, request: Request) -> Phone | None:
        return self._registry.phone_of(request.cookies.get(self._cookie, ""))

    def _language(self, request: Request) -> str:
        view = self._fresh.view
        chosen, accepted = request.cookies.get(LANGUAGE, ""), request.headers.get("accept-language", "")
        offered = offered_languages(view.languages if view else ())
        return chosen_language(chosen, accepted, view.language if view else "", offered)

    def _visit(self, phone: Phone, language: str, query: Mapping[str, str]) -> Visit:
        view: PhoneView | None = self._fresh.view
        assert view is not None  # noqa: S101 - asked before
        return Visit(phone, view, language, self._deeds, self._registry, query)


class _Short(Response):
    """Answers with a status and its usual words."""

    def __init__(self, status: int) -> None:
        super().__init__(HTTPStatus(status).phrase, status, media_type="text/plain")


async def _no_icon(_request: Request) -> Response:
    return Response(status_code=204)


async def _short(_request: Request, error: Exception) -> Response:
    return _Short(error.status_code if isinstance(error, HTTPException) else 500)


def _forget_failed(phone: Phone, form: str, leads: asyncio.Future[str]) -> None:
    """Let a form be tried again that was refused, or could not be saved."""
    if leads.cancelled() or isinstance(leads.exception(), UserError | StorageError):
        phone.answered.pop(form, None)


def _refreshes(request: Request) -> bool:
    return request.cookies.get(REFRESHES) == "yes"


def _go(path: str) -> Response:
    return RedirectResponse(path, 303)


def _set_cookie(answer: Response, name: str, value: str) -> None:
    answer.set_cookie(name, value, path="/", httponly=True, samesite="lax")


def _safely(send: Send) -> Send:
    """Return a `send` that adds to every answer what keeps it safe."""

    async def send_safely(message: ASGIMessage) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            known = {name.lower() for name, _ in headers}
            message = {**message, "headers": [*headers, *((n, v) for n, v in SAFE.items() if n not in known)]}
        await send(message)

    return send_safely


async def _fields(request: Request) -> Fields:
    """Return what a form sent: text without control signs; of a name that comes twice the last.

    Raises:
        HTTPException: It is not a form.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = await request.body()
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: _clean(value) for name, value in pairs}


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign >= " " or sign == "\n")
