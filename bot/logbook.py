"""What is logged: a sentence and a few fields, ids only. Content cannot get in by mistake.

The records concern people at risk, so a field that is not on the list is dropped, whatever
it holds.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

FIELDS = frozenset(
    {
        *("event", "level", "timestamp", "logger"),
        *("action", "again", "attempt", "channel", "count", "kind", "revision", "state", "view"),
        *("error", "code", "at", "method", "route"),
    }
)


def start_logging(to: TextIO | None = None, level: int = logging.INFO) -> None:
    """Log as JSON lines, to standard error unless told otherwise."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.WriteLogger(to or sys.stderr),
        cache_logger_on_first_use=False,
    )


def only_known_fields(
    logger: object, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Drop every field that is not on the list."""
    return {key: value for key, value in event.items() if key in FIELDS}


def places_of(error: BaseException) -> list[str]:
    """Return module and line of each frame on the way to an error, and nothing held in them."""
    found, trace = [], error.__traceback__
    while trace is not None:
        found.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return found
