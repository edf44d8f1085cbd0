"""What a click or a sent form means: one table from verb to event, shared by every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.cards import Value
from flows.events import (
    Answered,
    CaseOpened,
    ContactsTried,
    Event,
    HelpAsked,
    Intent,
    ListAsked,
    PageOpened,
    PageRef,
    PromptAnswered,
    Request,
    Resumed,
    Reviewed,
    SetUpAsked,
    SetUpSent,
    SmallestChangeAsked,
    StartAsked,
    StartConfirmed,
    Submitted,
)

LEAD_FIELD = "product_lead"
REPLY_FIELD = "reply"

TEAM_FIELD = "team"
TEAM_CONVERSATION_FIELD = "team_conversation"
LAUNCH_CONVERSATION_FIELD = "launch_conversation"
SPONSOR_FIELD = "sponsor"
LEADS_FIELD = "product_leads"


@dataclass(frozen=True, slots=True)
class Act:
    """A button or a form's submit as it comes back: verb, ids, revision, and typed values."""

    verb: str
    args: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)


def event_of(act: Act) -> Event | Request | None:
    """Return what an act means; None when it means nothing here."""
    match act.verb:
        case "start":
            return StartAsked()
        case "begin":
            return StartConfirmed(_text(act, LEAD_FIELD) or None)
        case "list":
            return ListAsked()
        case "help":
            return HelpAsked()
        case "answer":
            return _answered(act)
        case "prompt":
            risk = act.args.get("risk") or None
            return PromptAnswered(
                act.args.get("prompt", ""), risk, act.revision, _text(act, REPLY_FIELD)
            )
        case "resume":
            return Resumed()
        case "open":
            return PageOpened(_page(act))
        case "review":
            return Reviewed()
        case "submit":
            return Submitted(act.revision)
        case "see":
            return CaseOpened()
        case "smallest_change":
            return SmallestChangeAsked()
        case "set_up":
            return SetUpAsked(change=bool(act.args.get("change")))
        case "set_up_send":
            return SetUpSent(act.revision, act.values)
        case "try_contacts":
            return ContactsTried()
        case _:
            return None


def _answered(act: Act) -> Answered | None:
    intents = {intent.value: intent for intent in Intent}
    intent = intents.get(act.args.get("intent", Intent.NEXT.value))
    if intent is None:
        return None
    confirmed = act.args.get("confirmed", "")
    return Answered(_page(act), act.revision, act.values, intent, confirmed)


def _page(act: Act) -> PageRef:
    return PageRef.read(act.args.get("page", ""))


def _text(act: Act, field: str) -> str:
    value = act.values.get(field, "")
    return value if isinstance(value, str) else " ".join(value)
