"""An act as text: how a button or a form carries what it asks for, and how it is read back.

Pure. What comes back has been in somebody else's hands, so reading never raises.
"""

import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from flows.acts import Act, event_of
from flows.cards import Value
from flows.events import Event, Request

MOST_REVISIONS = 2**31 - 1
MOST_CHARS_OF_AN_ACT = 4000


def act_text(verb: str, args: Mapping[str, str], revision: int) -> str:
    """Write an act as the value of its button; `read_act` understands it."""
    act = {"verb": verb, "args": dict(args), "revision": revision}
    return json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_act(text: str, values: Mapping[str, Value]) -> Act | None:
    """Return the act that a text stands for, with what was typed; None when it is none."""
    written = _object(text)
    verb, args, revision = written.get("verb"), written.get("args"), written.get("revision")
    if not isinstance(verb, str) or not isinstance(args, dict):
        return None
    if not all(isinstance(value, str) for value in args.values()):
        return None
    if type(revision) is not int or not 0 <= revision <= MOST_REVISIONS:
        return None
    return Act(verb, args, revision, values)


def meaning(act: Act) -> tuple[Event | Request, UUID | None] | None:
    """Return what an act means and the case it is about; None when it means nothing."""
    event, case = event_of(act), case_of(act)
    if event is None or (case is None and not _needs_no_case(event, act)):
        return None
    return event, case


def case_of(act: Act) -> UUID | None:
    """Return the case that an act names, if it names one as we write it."""
    text = act.args.get("case", "")
    try:
        read = UUID(text)
    except ValueError:
        return None
    return read if str(read) == text else None


def digest(act: Act) -> str:
    """Return what makes a second, different sending of the same drawing an event of its own."""
    written = [act.verb, dict(act.args), act.revision, {id: act.values[id] for id in act.values}]
    text = json.dumps(written, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _needs_no_case(event: Event | Request, act: Act) -> bool:
    return isinstance(event, Request) and "case" not in act.args


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
