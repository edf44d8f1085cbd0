"""A page with nothing but a sentence: what happened, what is safe, what next."""

import base64
import hashlib
from collections.abc import Mapping

from aiohttp import web
from jinja2 import Environment, StrictUndefined

from bot.contract import Reader
from bot.contract.twin import plain
from flows.pack.words import Said, Words

STYLE = (
    "body{max-width:36rem;margin:12vh auto;padding:0 1.5rem;color-scheme:light dark;"
    "font:100%/1.5 system-ui,sans-serif}h1{font-size:1.375rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_PAGE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    """<!doctype html>
<html lang="{{ locale }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><style>{{ style | safe }}</style></head>
<body><main><h1>{{ title }}</h1><p>{{ said }}</p>
<p><a href="/" target="_top">{{ first }}</a></p></main></body>
</html>
"""
)


def plain_page(words: Words, reader: Reader, key: str, status: int, **said: Said) -> web.Response:
    """Return a page that says the sentence of a key below its title."""
    page = _PAGE.render(
        locale=reader.locale,
        style=STYLE,
        title=plain(words.say(f"{key}.title"), reader),
        said=plain(words.say(key, **said), reader),
        first=plain(words.say("web.first_page"), reader),
    )
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")
