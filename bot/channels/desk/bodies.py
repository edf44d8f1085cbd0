"""The body of a request, read within the limit into what a form sent."""

from aiohttp import web

from bot.channels.desk.sending import Sending, decode

BODY_LIMIT = 1024 * 1024
FORM = "application/x-www-form-urlencoded"


class Fault:
    """Why a body cannot be read at all."""

    def __init__(self, key: str, status: int) -> None:
        self.key, self.status = key, status


async def sent_form(request: web.Request) -> Sending | Fault:
    """Read a form within the limit, as browsers send it."""
    if request.content_type != FORM:
        return Fault("desk.no_form", 415)
    if (request.content_length or 0) > BODY_LIMIT:
        return Fault("desk.too_large", 413)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            return Fault("desk.too_large", 413)
    sending = decode(bytes(body))
    return sending if sending is not None else Fault("desk.no_form", 400)
