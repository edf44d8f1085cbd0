"""A pressed button or a sent form of the desk, read into what it means. Pure; never raises."""

import re
from collections.abc import Mapping

from bot.channels.desk.people import BY_ID
from bot.contract import Address, Inbound
from bot.contract.acting import digest, meaning, read_act
from flows.cards import Value

CHANNEL = "desk"
NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def read(payload: Mapping[str, object]) -> Inbound | None:
    """Return what a payload means; None when anything about it is not as the desk draws it."""
    person = BY_ID.get(_string(payload.get("as")))
    nonce = _string(payload.get("event"))
    values = _values(payload.get("values"))
    act = read_act(_string(payload.get("act")), values) if values is not None else None
    meant = meaning(act) if act is not None else None
    if person is None or act is None or meant is None or not NONCE.fullmatch(nonce):
        return None
    event, case = meant
    return Inbound(
        event=event,
        account=person.id,
        where=Address(CHANNEL, person.conversation),
        event_id=f"{nonce}:{digest(act)}",
        case=case,
    )


def _values(values: object) -> Mapping[str, Value] | None:
    if not isinstance(values, Mapping):
        return None
    taken: dict[str, Value] = {}
    for id, value in values.items():
        one = _value(value)
        if not isinstance(id, str) or one is None:
            return None
        taken[id] = one
    return taken


def _value(value: object) -> Value | None:
    if isinstance(value, str):
        return _lines(value)
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(_lines(one) for one in value if one)
    return None


def _lines(text: str) -> str:
    """Return typed text with the line ends that it was drawn with; a browser sends others."""
    return text.replace("\r\n", "\n")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
