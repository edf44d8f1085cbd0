"""What the acts of a screening mean."""

from flows.acts.act import Act
from flows.events import (
    Answered,
    AnswersCopied,
    CaseOpened,
    FormOpened,
    HandedOverEarly,
    Intent,
    OnScreening,
    PageOpened,
    PromptAnswered,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    Submitted,
)

REPLY_FIELD = "reply"


def of_screening(act: Act) -> OnScreening | FormOpened | None:
    match act.verb:
        case "answer":
            return _answered(act)
        case "prompt":
            risk = act.args.get("risk") or None
            return PromptAnswered(act.arg("prompt"), risk, act.revision, act.text(REPLY_FIELD))
        case "resume":
            return Resumed()
        case "open":
            return PageOpened(act.page)
        case "review":
            return Reviewed()
        case "submit":
            return Submitted(act.revision)
        case "hand_over":
            return HandedOverEarly()
        case "copy":
            return AnswersCopied(act.about) if act.about is not None else None
        case "see":
            return CaseOpened()
        case "smallest_change":
            return SmallestChangeAsked()
        case "form":
            return FormOpened(act.arg("form"), act.arg("about"))
        case _:
            return None


def _answered(act: Act) -> Answered | None:
    intents = {intent.value: intent for intent in Intent}
    intent = intents.get(act.args.get("intent", Intent.NEXT.value))
    if intent is None:
        return None
    return Answered(act.page, act.revision, act.values, intent, act.arg("confirmed"))
