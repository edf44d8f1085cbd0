"""The way to the judge: what the SDK sends in forms it can read, faults on demand, what it lacks.

It adapts the judge in these places, and nowhere else:
- the judge reads POST bodies alone, and the SDK sends queries too;
- it draws no blocks and checks none, so unfit ones and unknown arguments are refused here;
- it knows no zone and no language of people, and tells no scopes in headers: added here;
- it keeps closed windows, so an update of one is refused here, and a push that only the closed
  ones make too many is opened instead;
- the answer to a submission never reaches it: the same change is asked for as a call.
"""

import itertools
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.slack import judge
from tests.slack.arguments import Unreadable, arguments, token_of, yes
from tests.slack.faults import Faults
from tests.slack.ground import BOT_SCOPES, Refusal
from tests.slack.identity import identified
from tests.slack.methods import METHODS, check_arguments
from tests.slack.screens import Ephemeral, Json, Screens, Window
from tests.slack.side import Call, Workspace
from tests.slack.validity import flaws_of
from tests.slack.windows import DEEPEST

WAIT = aiohttp.ClientTimeout(total=30)
ZONE = {"tz": "Europe/Berlin", "tz_label": "Central European Time", "tz_offset": 3600}
LOCALE = "en-US"


class Proxy:
    """A judge as a side that people can act on: `async with Proxy(judge.url) as slack`."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.bot_token = judge.BOT_TOKEN
        self.screens = Screens()
        self.calls: list[Call] = []
        self.faults = Faults()
        self.people: dict[str, Json] = {}
        self._triggers: dict[str, str] = {}
        self._count = itertools.count()

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=WAIT)
        await self._meet()
        app = web.Application()
        app.router.add_route("*", "/api/{method:.*}", self._called)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.released.set()
        await self._runner.cleanup()
        await self._http.close()

    @property
    def url(self) -> str:
        """The address of the Web API, as a client takes it."""
        return f"http://127.0.0.1:{self._port}/api/"

    def user(self, name: str) -> str:
        """Return the id of a person: the judge makes new ones at every start."""
        return next(id for id, known in self.people.items() if known["name"] == name)

    async def channel(self, name: str) -> str:
        """Return the id of a conversation that several read."""
        told = await self._ask("conversations.list", {}, judge.LOOK_TOKEN)
        return next(str(each["id"]) for each in told["channels"] if each["name"] == name)

    async def trigger(self, user: str, view: str = "") -> str:
        told = await self._bot("views.generateTriggerId", {"user_id": user, "view_id": view})
        self._triggers[told["trigger_id"]] = user
        return str(told["trigger_id"])

    async def direct(self, user: str) -> str:
        told = await self._bot("conversations.open", {"users": user})
        id = str(told["channel"]["id"])
        self.screens.members[id] = {user, self.workspace.bot_user}
        return id

    async def wrote(self, user: str, conversation: str, text: str, thread: str = "") -> Json:
        args = {"channel": conversation, "text": text, **({"thread_ts": thread} if thread else {})}
        told = await self._ask("chat.postMessage", args, judge.token_of(self.people[user]["name"]))
        message: Json = told["message"]
        self.screens.post(conversation, message)
        return message

    async def updated(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        args = {"view_id": view, "view": dict(drawn)}
        self._keep("views.update", args, await self._bot("views.update", args))

    async def pushed(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        args = {"trigger_id": await self.trigger(user, view), "view": dict(drawn)}
        told = await self._done(Call("views.push", args, self.bot_token))
        if not told["ok"]:
            raise Refusal(told["error"])

    async def closed(self, user: str, view: str) -> None:
        self.screens.close(user, view)

    async def cleared(self, user: str) -> None:
        self.screens.windows.pop(user, None)

    def profile(self, user: str) -> Json:
        return self.people[user]

    def name_of(self, conversation: str) -> str:
        return "directmessage" if conversation.startswith("D") else "launches"

    async def _meet(self) -> None:
        """Learn which ids the judge has made."""
        told = await self._bot("auth.test", {})
        self.workspace = Workspace(
            told["team_id"], "acme", "A000000001", told.get("bot_id", ""), told["user_id"]
        )
        for known in (await self._bot("users.list", {}))["members"]:
            self.people[known["id"]] = known | ZONE | {"locale": LOCALE}

    async def _called(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            args = await arguments(request)
        except Unreadable as broken:
            return web.json_response({"ok": False, "error": str(broken)})
        call = Call(method, args, token_of(request, args), self.faults.next(method))
        self.calls.append(call)

        async def work() -> Json:
            call.answer = await self._done(call)
            return call.answer

        response = await self.faults.suffer(call.fault, request, work)
        response.headers["x-oauth-scopes"] = ",".join(sorted(BOT_SCOPES))
        return response

    async def _done(self, call: Call) -> Json:
        """Have the judge do what a call asks for, when we ourselves find nothing wrong in it."""
        try:
            self._check(call)
        except Refusal as refused:
            return {"ok": False, "error": refused.code, **refused.more}
        told = await self._asked(call.method, call.args, call.token)
        if call.method == "views.push" and told.get("error") == "push_limit_reached":
            told = await self._pushed_anew(call.args, told)
        if told["ok"]:
            self._adapt(call.method, call.args, told)
            self._keep(call.method, call.args, told)
        return told

    def _check(self, call: Call) -> None:
        if call.method in METHODS:
            check_arguments(METHODS[call.method], call.args)
        if call.method == "views.update" and self.screens.window(call.args["view_id"]) is None:
            raise Refusal("not_found")
        args = call.args
        drawn = args.get("view", {key: args[key] for key in ("text", "blocks") if key in args})
        flaws = flaws_of(drawn) if call.method.startswith(("chat.post", "views.")) else []
        if flaws:
            code = "invalid_arguments" if "view" in args else "invalid_blocks"
            raise Refusal(code, response_metadata={"messages": flaws})

    async def _pushed_anew(self, args: Json, refused: Json) -> Json:
        """Open what may be pushed: the judge counts windows that were closed long ago."""
        user = self._triggers[args["trigger_id"]]
        stack = self.screens.windows.get(user, [])
        if len(stack) >= DEEPEST:
            return refused
        trigger = await self.trigger(user)
        told = await self._bot("views.open", {"trigger_id": trigger, "view": args["view"]})
        told["view"] |= {"root_view_id": stack[0].id, "previous_view_id": stack[-1].id}
        return told

    def _adapt(self, method: str, args: Json, told: Json) -> None:
        """Add what the judge does not know."""
        for known in [told["user"]] if isinstance(told.get("user"), dict) else []:
            known.update(ZONE, **({"locale": LOCALE} if yes(args.get("include_locale")) else {}))
        if "view" in told:
            told["view"]["blocks"] = identified(self._fresh, told["view"]["blocks"])
            told["view"]["app_installed_team_id"] = self.workspace.team

    def _keep(self, method: str, args: Json, told: Json) -> None:
        """Keep what a call has put on the screens."""
        match method:
            case "views.open":
                self.screens.open(self._triggers[args["trigger_id"]], told["view"])
            case "views.push":
                self.screens.push(self._triggers[args["trigger_id"]], told["view"])
            case "views.update":
                self._redrawn(args["view_id"]).redraw(told["view"])
            case "views.publish":
                self.screens.publish(args["user_id"], told["view"])
            case "conversations.open":
                members = {args["users"], self.workspace.bot_user}
                self.screens.members[told["channel"]["id"]] = members
            case "chat.postMessage":
                self.screens.post(told["channel"], _message(told))
            case "chat.update":
                self._edit(args, told)
            case "chat.delete":
                self.screens.remove(args["channel"], args["ts"])
            case "chat.postEphemeral":
                message = {"ts": told["message_ts"], "type": "message", **args}
                self.screens.ephemerals.append(Ephemeral(args["user"], args["channel"], message))
            case _:
                pass  # what only reads puts nothing there

    def _redrawn(self, view: str) -> Window:
        window = self.screens.window(view)
        assert window is not None
        return window

    def _edit(self, args: Json, told: Json) -> None:
        kept = self.screens.message(args["channel"], args["ts"])
        assert kept is not None
        kept.update({key: args[key] for key in ("text", "blocks") if key in args})

    def _fresh(self, prefix: str) -> str:
        return f"{prefix}{next(self._count):04d}"

    async def _bot(self, method: str, args: Json) -> Json:
        return await self._ask(method, args, self.bot_token)

    async def _ask(self, method: str, args: Json, token: str) -> Json:
        """Ask the judge for something that must go well."""
        told = await self._asked(method, args, token)
        assert told["ok"], f"the judge answered {method} with {told}"
        self._adapt(method, args, told)
        return told

    async def _asked(self, method: str, args: Json, token: str) -> Json:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        url = f"{self.upstream}/api/{method}"
        async with self._http.post(url, data=json.dumps(args), headers=headers) as answer:
            told: Json = await answer.json(content_type=None)
            return told


def _message(told: Json) -> Json:
    message: Json = told["message"]
    return message | {"ts": told["ts"]}
