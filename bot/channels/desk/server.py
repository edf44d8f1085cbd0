"""The desk's web pages: forms in, pages out, and a stream that says when to look again.

One small application, mounted at `/desk`. It is served to this machine alone, and every act of
a person goes through the channel's `parse` into a turn.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from importlib.resources import files
from typing import TypeAlias

import structlog
from aiohttp import web

from bot.channels.desk.bodies import Fault, sent_form
from bot.channels.desk.channel import DeskChannel
from bot.channels.desk.hub import Hub
from bot.channels.desk.pages import Pages, Private, Seat
from bot.channels.desk.people import BY_ID, LAUNCH_CHANNEL, PEOPLE, SHARED, DeskPerson, Pane
from bot.channels.desk.reading import CHANNEL
from bot.channels.desk.security import (
    COOKIE,
    HEADERS,
    Tokens,
    is_own_machine,
    is_own_name,
    is_own_site,
    new_cookie,
    new_nonce,
)
from bot.channels.desk.sending import Sending
from bot.contract import (
    Address,
    DeskMessages,
    Handle,
    Handled,
    Inbound,
    KeptMessage,
    MovedClock,
    Reader,
    Turns,
)
from flows.cards import Notice, Tone
from flows.errors import SalientError
from flows.events import ListAsked
from flows.pack.words import Words

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

SHOWN = 50
"""How many messages of a conversation a pane shows."""
KEEP_ALIVE_SECONDS = 15.0
CLOCK = "clock"
"""What the stream says when the desk's time was moved."""

NEXT = "next"
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
STATIC = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}

logger = structlog.get_logger("desk")


def desk_app(
    channel: DeskChannel,
    turns: Turns,
    messages: DeskMessages,
    clock: MovedClock,
    words: Callable[[str], Words],
    hub: Hub,
    *,
    reader: Reader | None = None,
    tokens: Tokens | None = None,
    nonce: Callable[[], str] = new_nonce,
) -> web.Application:
    """Return the application to mount at `/desk`.

    `words` gives the words of a locale; `reader` says how the desk's own frame is written,
    the panes being written for whoever acts in them.
    """
    desk = Desk(
        channel,
        turns,
        messages,
        clock,
        Pages(words),
        hub,
        reader or Reader(),
        tokens or Tokens(),
        nonce,
    )
    app = web.Application(middlewares=[desk.guard])
    app.on_response_prepare.append(_with_headers)
    app.on_shutdown.append(desk.stop)
    app.router.add_get("", desk.shell)
    app.router.add_get("/events", desk.events)
    app.router.add_post("/clock", desk.move_clock)
    app.router.add_get("/static/{name}", desk.static)
    app.router.add_get("/{pane}", desk.show)
    app.router.add_post("/{pane}", desk.act)
    app.router.add_get("/{pane}/feed", desk.feed)
    return app


class Desk:
    """The handlers of the desk's routes."""

    def __init__(
        self,
        channel: DeskChannel,
        turns: Turns,
        messages: DeskMessages,
        clock: MovedClock,
        pages: Pages,
        hub: Hub,
        reader: Reader,
        tokens: Tokens,
        nonce: Callable[[], str],
    ) -> None:
        self._channel = channel
        self._turns = turns
        self._messages = messages
        self._clock = clock
        self._pages = pages
        self._hub = hub
        self._reader = reader
        self._tokens = tokens
        self._nonce = nonce
        self._readers: dict[str, Reader] = {}

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Serve this machine under its own names, and nobody else."""
        if not (is_own_machine(request.remote) and is_own_name(request.headers.get("Host"))):
            return self._plain("desk.refused.place", 403)
        if request.method not in ("GET", "HEAD") and not is_own_site(request.headers):
            return self._plain("desk.refused.site", 403)
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return self._plain("desk.no_page", 404)

    async def stop(self, app: web.Application) -> None:
        """End the open streams when the server stops."""
        self._hub.close()

    async def shell(self, request: web.Request) -> web.Response:
        """Show the whole desk."""
        cookie = request.cookies.get(COOKIE) or new_cookie()
        launches = await self._newest(LAUNCH_CHANNEL)
        page = self._pages.shell(
            self._reader, self._tokens.of(cookie), self._clock.now(), launches[::-1]
        )
        return _with_cookie(request, _html(page), cookie)

    async def show(self, request: web.Request) -> web.Response:
        """Show one pane as somebody finds it on coming in: with the list of their cases."""
        pane = _pane(request)
        person = _person(pane, request.query.get("as"))
        if person is None:
            return self._plain("desk.no_person", 404)
        nonce = self._nonce()
        where = Address(CHANNEL, person.conversation)
        handled = await self._turns.handle(Inbound(ListAsked(), person.id, where, f"{nonce}:list"))
        return await self._answered(request, pane, person, handled, home=True)

    async def act(self, request: web.Request) -> web.Response:
        """Take what somebody pressed or sent in a pane, and show what comes of it."""
        pane = _pane(request)
        sending = await sent_form(request)
        if isinstance(sending, Fault):
            return self._plain(sending.key, sending.status)
        person = _person(pane, sending.one("as"))
        if person is None or not sending.one("as"):
            return self._plain("desk.no_person", 404, sending.typed)
        cookie = request.cookies.get(COOKIE, "")
        if not self._tokens.fits(cookie, sending.one("token")):
            return self._ask_again(request, pane, person, sending, "desk.restarted", 403)
        inbound = self._channel.parse(sending.payload)
        if inbound is None:
            return self._plain("desk.unknown_act", 400, sending.typed)
        try:
            handled = await self._turns.handle(inbound)
        except SalientError as error:
            logger.error(
                "A turn could not be saved; what was sent was given back.",
                action="desk.not_saved",
                error=type(error).__name__,
            )
            return self._ask_again(request, pane, person, sending, "desk.not_saved", 503)
        return await self._answered(request, pane, person, handled, typed=sending.typed)

    async def feed(self, request: web.Request) -> web.Response:
        """Show the messages of a pane alone, for a page that is open already."""
        pane = _pane(request)
        person = _person(pane, request.query.get("as"))
        if person is None:
            return self._plain("desk.no_person", 404)
        messages = await self._of_pane(pane, person)
        return _html(self._pages.feed(self._reader_of(person), messages))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Tell a page which conversations have something new, until it closes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b"retry: 2000\n\n")
            async for news in self._hub.watch(KEEP_ALIVE_SECONDS):
                told = "".join(f"data: {name}\n\n" for name in sorted(news))
                await response.write((told or ": still here\n\n").encode())
        except ConnectionError:
            pass  # the page was closed
        return response

    async def move_clock(self, request: web.Request) -> web.Response:
        """Move the desk's time forward."""
        sending = await sent_form(request)
        if isinstance(sending, Fault):
            return self._plain(sending.key, sending.status)
        if not self._tokens.fits(request.cookies.get(COOKIE, ""), sending.one("token")):
            return self._plain("desk.restarted.clock", 403)
        by = sending.one("by")
        if by not in (*STEPS, NEXT):
            return self._plain("desk.no_step", 400)
        if by in STEPS:
            await self._clock.advance(STEPS[by])
        elif not await self._clock.to_next():
            return self._plain("desk.nothing_next", 409)
        self._hub.wake(CLOCK)
        raise web.HTTPSeeOther("/desk")

    async def static(self, request: web.Request) -> web.Response:
        """Serve the style sheet or the script."""
        name = request.match_info["name"]
        if name not in STATIC:
            raise web.HTTPNotFound
        text = await asyncio.to_thread(_asset, name)
        return web.Response(text=text, content_type=STATIC[name], charset="utf-8")

    async def _answered(
        self,
        request: web.Request,
        pane: Pane,
        person: DeskPerson,
        handled: Handled,
        *,
        home: bool = False,
        typed: tuple[str, ...] = (),
    ) -> web.Response:
        self._readers[person.id] = handled.reader
        drawn = await self._channel.answer(Handle(), handled.replies, handled.reader)
        kept = () if home or _was_taken(handled) else typed
        cookie = request.cookies.get(COOKIE) or new_cookie()
        seat = Seat(pane, person, handled.reader, self._tokens.of(cookie), self._nonce())
        messages = await self._of_pane(pane, person)
        page = self._pages.pane(seat, Private(drawn["replies"], home, kept), messages)
        return _with_cookie(request, _html(page), cookie)

    def _ask_again(
        self,
        request: web.Request,
        pane: Pane,
        person: DeskPerson,
        sending: Sending,
        key: str,
        status: int,
    ) -> web.Response:
        """Give back what was sent, ready to be sent again, and say why it was not taken."""
        cookie = request.cookies.get(COOKIE) or new_cookie()
        reader = self._reader_of(person)
        seat = Seat(pane, person, reader, self._tokens.of(cookie), self._nonce())
        page = self._pages.again(seat, key, sending.kept(), sending.typed)
        return _with_cookie(request, _html(page, status), cookie)

    async def _of_pane(self, pane: Pane, person: DeskPerson) -> list[KeptMessage]:
        """Return the messages that a person finds in a pane, the newest first."""
        conversations = [person.conversation]
        if pane in SHARED:
            conversations.append(SHARED[pane])
        found = [m for each in conversations for m in reversed(await self._newest(each))]
        return sorted(found, key=lambda message: message.sent_at, reverse=True)

    async def _newest(self, conversation: str) -> tuple[KeptMessage, ...]:
        return await self._messages.newest(conversation, SHOWN)

    def _reader_of(self, person: DeskPerson) -> Reader:
        """Return how a person read when they last acted."""
        return self._readers.get(person.id, self._reader)

    def _plain(self, key: str, status: int, typed: Sequence[str] = ()) -> web.Response:
        return _html(self._pages.plain(self._reader, key, typed), status)


def _pane(request: web.Request) -> Pane:
    """Return the pane that a path names. Raises HTTPNotFound when there is none."""
    name = request.match_info["pane"]
    try:
        return Pane(name)
    except ValueError:
        raise web.HTTPNotFound from None


def _person(pane: Pane, id: str | None) -> DeskPerson | None:
    """Return who acts in a pane, by default its first; None when nobody of it is called so."""
    if not id:
        return next(person for person in PEOPLE if person.pane is pane)
    person = BY_ID.get(id)
    return person if person is not None and person.pane is pane else None


def _was_taken(handled: Handled) -> bool:
    """Tell whether what was sent is either saved or standing in a form again."""
    return all(not isinstance(r, Notice) or r.tone is Tone.GOOD for r in handled.replies)


def _asset(name: str) -> str:
    return (files("bot.channels.desk") / "static" / name).read_text("utf-8")


def _html(page: str, status: int = 200) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")


def _with_cookie(request: web.Request, response: web.Response, cookie: str) -> web.Response:
    if request.cookies.get(COOKIE) != cookie:
        response.set_cookie(COOKIE, cookie, path="/desk", httponly=True, samesite="Strict")
    return response


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers[name] = value
