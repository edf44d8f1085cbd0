"""The web application: health, what is mounted into it, and plain words when something fails."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import structlog
from aiohttp import web

from bot.contract import Reader
from bot.logbook import places_of
from bot.metrics import CONTENT_TYPE
from bot.web.hooks import Hooks
from bot.web.plain import HEADERS, plain_page
from flows.pack.words import Said, Words

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Health:
    """Why work cannot be taken, and what to look at though it can, in words for an operator."""

    missing: Sequence[str] = ()
    warnings: Sequence[str] = ()


Ready: TypeAlias = Callable[[], Awaitable[Health]]
Metrics: TypeAlias = Callable[[], Awaitable[bytes]]

BODY_LIMIT = 1024 * 1024
DESK, SLACK = "/desk", "/slack"

logger = structlog.get_logger()


def make_app(
    words: Words,
    ready: Ready,
    *,
    desk: web.Application | None = None,
    slack: web.Application | None = None,
    hooks: Hooks | None = None,
    metrics: Metrics | None = None,
    reader: Reader | None = None,
) -> web.Application:
    """Return the application, with `desk` at `/desk`, where `/` leads, and `slack` at `/slack`.

    Without `hooks`, which need a secret, their address does not exist.
    """
    site = Site(words, reader or Reader(), ready, metrics)
    app = web.Application(middlewares=[site.mend], client_max_size=BODY_LIMIT)
    app.on_response_prepare.append(_with_headers)
    app.router.add_get("/livez", site.live)
    app.router.add_get("/readyz", site.is_ready)
    app.router.add_get("/metrics", site.measured)
    if desk is not None:
        app.router.add_get("/", _to_desk)
        app.router.add_get("/desk/", _to_desk)
        app.add_subapp(DESK, desk)
    if slack is not None:
        app.add_subapp(SLACK, slack)
    if hooks is not None:
        app.router.add_post("/hooks/launches", hooks.launches)
    return app


class Site:
    """What every part of the application shares."""

    def __init__(
        self, words: Words, reader: Reader, ready: Ready, metrics: Metrics | None = None
    ) -> None:
        self._words = words
        self._reader = reader
        self._ready = ready
        self._metrics = metrics

    async def live(self, request: web.Request) -> web.Response:
        """Say that the process answers."""
        return web.Response(text="alive\n")

    async def is_ready(self, request: web.Request) -> web.Response:
        """Say whether work can be taken, and if not, what is missing."""
        health = await self._ready()
        told = [*(health.missing or ["ready"]), *(f"warning: {one}" for one in health.warnings)]
        status = 503 if health.missing else 200
        return web.Response(status=status, text="".join(f"{line}\n" for line in told))

    async def measured(self, request: web.Request) -> web.Response:
        """Give the metrics to a Prometheus."""
        if self._metrics is None:
            raise web.HTTPNotFound
        return web.Response(body=await self._metrics(), headers={"Content-Type": CONTENT_TYPE})

    @web.middleware
    async def mend(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer whatever failed in plain words; a stack trace stays in here."""
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return self._page("web.no_page", 404)
        except web.HTTPMethodNotAllowed as refused:
            page = self._page("web.method", 405)
            page.headers["Allow"] = refused.headers["Allow"]
            return page
        except web.HTTPRequestEntityTooLarge:
            return self._page("web.too_large", 413)
        except web.HTTPException:
            raise
        except Exception as error:
            code = secrets.token_hex(4)
            _note(request, error, code)
            return self._page("web.broken", 500, code=code)

    def _page(self, key: str, status: int, **said: Said) -> web.Response:
        return plain_page(self._words, self._reader, key, status, **said)


def _note(request: web.Request, error: Exception, code: str) -> None:
    """Log where it broke, and nothing that was sent: not even the error's own text."""
    route = request.match_info.route.resource
    logger.error(
        "A page broke; whoever saw it may quote the code.",
        action="web.broken",
        code=code,
        method=request.method,
        route=route.canonical if route is not None else "",
        error=type(error).__name__,
        at=places_of(error),
    )


async def _to_desk(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(DESK)


async def _with_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
