"""`POST /hooks/launches`: what other systems report of a launch, signed as Standard Webhooks says.

The answer never tells what stands in a case: only that the launch is known and the message kept.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from bot.dispatch.hooking import Reported
from flows.errors import Conflict

log = structlog.get_logger("hooks")

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class LaunchChanged(BaseModel):
    """The body of a message: which launch, which trigger of the pack, and what is known of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    launch: Line
    trigger: Line
    words: Annotated[str, StringConstraints(max_length=3000, strip_whitespace=True)] = ""
    questions: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Hooks:
    """The address that other systems report to, with the triggers and questions of the pack."""

    secret: str
    fire: Callable[[Reported], Awaitable[bool]]
    triggers: frozenset[str]
    questions: frozenset[str]

    async def launches(self, request: web.Request) -> web.Response:
        """Take one message: 202 when it is kept, else what is wrong with it."""
        body = await request.read()
        if not self._is_signed(request, body):
            log.warning("a message of another system was refused", action="hook.unsigned")
            return _says(401, "the signature does not fit the message and the secret")
        try:
            told = LaunchChanged.model_validate_json(body)
        except ValidationError as error:
            return _says(400, "; ".join(_faults(error)))
        if told.trigger not in self.triggers:
            known = ", ".join(sorted(self.triggers))
            return _says(422, f"trigger: write one of {known}")
        if not self.questions.issuperset(told.questions):
            return _says(422, "questions: write ids of questions of the content pack")
        return await self._fired(request.headers["webhook-id"], told)

    async def _fired(self, id: str, told: LaunchChanged) -> web.Response:
        reported = Reported(id, told.launch, told.trigger, told.words, told.questions)
        try:
            known = await self.fire(reported)
        except Conflict:
            busy = _says(503, "somebody saved at the same moment: send the same message again")
            busy.headers["Retry-After"] = "5"
            return busy
        log.info("heard of a launch", action="hook", known=known)
        if not known:
            return _says(
                404,
                "launch: there is no launch of that key; write the reference of one of its cases",
            )
        return web.json_response({"kept": True}, status=202)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        try:
            Webhook(self.secret).verify(body, dict(request.headers), json_parse=False)
        except (
            WebhookVerificationError,
            ValueError,
        ):  # what is no signature at all is a ValueError
            return False
        return True


def _faults(error: ValidationError) -> list[str]:
    """Return what is wrong, without what was sent."""
    return [
        ": ".join(filter(None, (".".join(map(str, one["loc"])), one["msg"])))
        for one in error.errors(include_input=False, include_url=False, include_context=False)
    ]


def _says(status: int, what: str) -> web.Response:
    return web.json_response({"error": what}, status=status)
