"""What lies ahead, as lines: when, to whom, what, and below it why."""

from collections.abc import Iterator

from bot.ahead.listening import Heard
from bot.ahead.reasons import Reasons, Why
from bot.contract import Reader
from bot.contract.twin import moment, plain
from flows.cards import Notice

THE_TEAM = "the human rights team"


def written(heard: Heard, reasons: Reasons, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines of a message; what is sealed or restricted is told only with `everything`."""
    if not (reasons.is_open or everything):
        yield f"{moment(heard.at, Reader())} · to {THE_TEAM} · {reasons.reference}"
        return
    at, where = moment(heard.at, heard.reader), heard.to.conversation
    yield f"{at} · to {reasons.to} ({where}) · {_title(heard)}"
    for why in reasons.lines:
        if why.line:
            yield f"    {_shown(why, everything=everything)}"


def _title(heard: Heard) -> str:
    reply = heard.reply
    return plain(reply.text if isinstance(reply, Notice) else reply.title, heard.reader)


def _shown(why: Why, *, everything: bool) -> str:
    return why.line if why.is_open or everything else f"{why.reference}: with {THE_TEAM}"
