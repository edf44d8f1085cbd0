"""A pressed button or a sent form of the desk, read into what it means. Pure; never raises."""

import hashlib
import json
import re
from collections.abc import Mapping
from uuid import UUID

from bot.channels.desk.people import BY_ID
from bot.contract import Address, Inbound
from flows.acts import Act, event_of
from flows.cards import Value
from flows.events import Request

CHANNEL = "desk"
NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
MOST_REVISIONS = 2**31 - 1
MOST_CHARS_OF_AN_ACT = 4000


def read(payload: Mapping[str, object]) -> Inbound | None:
    """Return what a payload means; None when anything about it is not as the desk draws it."""
    person = BY_ID.get(_string(payload.get("as")))
    nonce = _string(payload.get("event"))
    act = _act(_string(payload.get("act")), payload.get("values"))
    if person is None or act is None or not NONCE.fullmatch(nonce):
        return None
    event = event_of(act)
    case = _uuid(act.args.get("case", ""))
    if event is None or (case is None and not _needs_no_case(event, act)):
        return None
    return Inbound(
        event=event,
        account=person.id,
        where=Address(CHANNEL, person.conversation),
        event_id=f"{nonce}:{_digest(act)}",
        case=case,
    )


def act_text(verb: str, args: Mapping[str, str], revision: int) -> str:
    """Write an act as the value of its button; `read` understands it."""
    act = {"verb": verb, "args": dict(args), "revision": revision}
    return json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _act(text: str, values: object) -> Act | None:
    written = _object(text)
    verb, args, revision = written.get("verb"), written.get("args"), written.get("revision")
    taken = _values(values)
    if not isinstance(verb, str) or not isinstance(args, dict) or taken is None:
        return None
    if not all(isinstance(value, str) for value in args.values()):
        return None
    if type(revision) is not int or not 0 <= revision <= MOST_REVISIONS:
        return None
    return Act(verb, args, revision, taken)


def _object(text: str) -> Mapping[str, object]:
    """Return a JSON object, empty when it is none or holds what no text can be made of."""
    if len(text) > MOST_CHARS_OF_AN_ACT:
        return {}
    try:
        written = json.loads(text)
        json.dumps(written, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return written if isinstance(written, dict) else {}


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


def _uuid(text: str) -> UUID | None:
    try:
        read = UUID(text)
    except ValueError:
        return None
    return read if str(read) == text else None


def _needs_no_case(event: object, act: Act) -> bool:
    return isinstance(event, Request) and "case" not in act.args


def _digest(act: Act) -> str:
    """Return what makes a second, different sending of the same drawing an event of its own."""
    written = [act.verb, dict(act.args), act.revision, {id: act.values[id] for id in act.values}]
    text = json.dumps(written, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
