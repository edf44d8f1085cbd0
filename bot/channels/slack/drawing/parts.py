"""A long card in parts: cut between pieces, never inside one, and nothing is left out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.channels.slack.drawing.body import Piece
from bot.channels.slack.text import Pen, Tree
from flows.cards import Button, Style

PART = "part"
"""The argument of an act that asks for one part of what it draws."""

MOST_BLOCKS, MOST_BYTES = 60, 60_000
"""A window may have 100 blocks and 250 kB; large ones are legal and yet fail to open."""

MOST_BLOCKS_OF_A_HOME = 100
"""A home page opens over nothing, so that it may have all the blocks there are."""


def parted(pieces: Iterable[Piece], blocks: int, size: int = MOST_BYTES) -> list[list[Tree]]:
    """Fill parts with pieces in order, each up to so many blocks and bytes; at least one part."""
    parts: list[list[Tree]] = [[]]
    weight = 0
    for piece in _carried(pieces, blocks, size):
        heavy = weight_of(piece)
        if parts[-1] and (len(parts[-1]) + len(piece) > blocks or weight + heavy > size):
            parts.append([])
            weight = 0
        parts[-1] += piece
        weight += heavy
    return parts


def ways(pen: Pen, anew: Button | None, part: int, said: int, parts: int) -> list[Button]:
    """Return the buttons that lead to the next part and to the one before.

    The first `said` parts are to be read; what only stands behind them asks for nothing.
    """
    if anew is None or parts == 1:
        return []
    next = Style.PRIMARY if part < said else Style.PLAIN
    more = "slack.details" if part == said else "slack.more"
    found = [(part + 1, more, next)] if part < parts else []
    found += [(part - 1, "slack.back", Style.PLAIN)] if part > 1 else []
    return [
        replace(
            anew,
            label=pen.say(key, part=number, parts=parts),
            args={**anew.args, PART: str(number)},
            style=style,
        )
        for number, key, style in found
    ]


def weight_of(blocks: Sequence[Tree]) -> int:
    """Return how many bytes blocks have on their way."""
    return len(json.dumps(blocks))


def _carried(pieces: Iterable[Piece], blocks: int, size: int) -> Iterable[Piece]:
    """Return pieces; one that no part could hold is let go block by block."""
    for piece in pieces:
        if len(piece) > blocks or weight_of(piece) > size:
            yield from ([block] for block in piece)
        else:
            yield piece
