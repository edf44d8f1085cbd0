"""A local Slack that is strict: its Web API and Socket Mode on loopback, with faults on demand.

It refuses whatever Slack refuses and some that Slack forgives, so that our mistakes show. It
never sends anything to the app by itself: that is what `driver.py` does.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.slack import people, posting, windows
from tests.slack.arguments import Unreadable, arguments, token_of
from tests.slack.faults import Faults
from tests.slack.ground import Ground, Refusal
from tests.slack.methods import METHODS, check_arguments, scope_of
from tests.slack.screens import Json, Window
from tests.slack.side import Call
from tests.slack.socket_mode import Socket

BODY_BYTES = 4 * 1024 * 1024
CONNECT = "apps.connections.open"


class LocalSlack(Ground):
    """A running local Slack: `async with LocalSlack() as slack`, then `slack.url`."""

    async def __aenter__(self) -> Self:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.socket = Socket(self.workspace.app)
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/api/{method:.*}", self._called)
        app.router.add_get("/link", self.socket.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.released.set()
        await self.socket.close()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The address of the Web API, as a client takes it."""
        return f"http://127.0.0.1:{self._port}/api/"

    def window(self, user: str) -> Window | None:
        """Return the window before a person, if any is open."""
        return self.screens.top(user)

    def called(self, method: str) -> list[Call]:
        """Return the calls of one method, in the order they came."""
        return [call for call in self.calls if call.method == method]

    async def push(self, envelope: Mapping[str, Any]) -> str:
        """Say something to the app over Socket Mode, and return the id of the envelope."""
        return await self.socket.push(envelope)

    async def trigger(self, user: str, view: str = "") -> str:
        return self.issue(user, view)

    async def direct(self, user: str) -> str:
        return self.direct_with(user).id

    async def wrote(self, user: str, conversation: str, text: str, thread: str = "") -> Json:
        return posting.written(self, user, conversation, text, thread)

    async def updated(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        window = self.screens.window(view)
        if window is None:
            raise Refusal("not_found")
        windows.redraw(self, window, drawn)

    async def pushed(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        windows.push_on(self, user, view, drawn)

    async def closed(self, user: str, view: str) -> None:
        self.screens.close(user, view)

    async def cleared(self, user: str) -> None:
        self.screens.windows.pop(user, None)

    def profile(self, user: str) -> Json:
        return people.profile(self, self.known(user), locale=True)

    def name_of(self, conversation: str) -> str:
        return self.conversations[conversation].name

    async def _called(self, request: web.Request) -> web.Response:
        """Answer one call of the Web API."""
        method = request.match_info["method"]
        try:
            args = await arguments(request)
        except Unreadable as broken:
            return web.json_response({"ok": False, "error": str(broken)})
        token = token_of(request, args)
        fault = self.faults.next(method)
        call = Call(method, args, token, fault, at=self.now(), reader=self._reader(args))
        self.calls.append(call)

        async def work() -> Json:
            call.answer = self._answer(call)
            return call.answer

        response = await self.faults.suffer(call.fault, request, work)
        response.headers["x-oauth-scopes"] = ",".join(sorted(self.scopes.get(token, ())))
        return response

    def _reader(self, args: Json) -> str:
        """Return before whom the window lies, or will lie, that a call is about."""
        trigger = self.triggers.get(args.get("trigger_id", ""))
        if trigger is not None:
            return trigger.user
        return self.screens.owner(args.get("view_id", "")) or ""

    def _answer(self, call: Call) -> Json:
        try:
            return {"ok": True, **self._done(call)}
        except Refusal as refused:
            return {"ok": False, "error": refused.code, **refused.more}

    def _done(self, call: Call) -> Json:
        """Do what a call asks for. Raises Refusal."""
        if call.method not in METHODS and call.method != CONNECT:
            raise Refusal("unknown_method", req_method=call.method)
        if not call.token:
            raise Refusal("not_authed")
        if call.token not in self.scopes:
            raise Refusal("invalid_auth")
        if (call.token == self.app_token) != (call.method == CONNECT):
            raise Refusal("not_allowed_token_type")
        if call.method == CONNECT:
            self._check_scope(call, "connections:write")
            return {"url": self._socket_url()}
        method = METHODS[call.method]
        self._check_scope(call, scope_of(call.method, call.args))
        check_arguments(method, call.args)
        return method.answer(self, call.args)

    def _check_scope(self, call: Call, needed: str) -> None:
        provided = self.scopes[call.token]
        if needed and needed not in provided:
            told = ",".join(sorted(provided))
            raise Refusal("missing_scope", needed=needed, provided=told)

    def _socket_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/link?ticket={self.socket.ticket()}"
