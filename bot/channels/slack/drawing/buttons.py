"""Buttons as Slack draws them: the act rides in the value, a question is asked before the act."""

from collections.abc import Iterable, Sequence

from bot.channels.slack.text import Pen, Run, Tree, plain_text, shortened
from bot.contract.acting import act_text
from flows.cards import Button, Style

IN_A_ROW = 25
LABEL = 75
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30


def button(pen: Pen, asked: Button, index: int = 0) -> Tree:
    """Draw one button; `index` tells those of a block apart."""
    drawn: Tree = {
        "type": "button",
        "action_id": f"act.{index}",
        "text": plain_text(shortened(pen.plain(asked.label), LABEL)),
        "value": act_text(asked.verb, asked.args, asked.revision),
    }
    if asked.style is Style.PRIMARY:
        drawn["style"] = "primary"
    if asked.confirm is not None:
        drawn["confirm"] = _confirm(pen, pen.plain(asked.confirm))
    return drawn


def rows(pen: Pen, asked: Sequence[Button]) -> list[Tree]:
    """Draw buttons as rows, and above them whatever a question of theirs has no room for."""
    starts = range(0, len(asked), IN_A_ROW)
    rows = [_row(pen, asked[start : start + IN_A_ROW]) for start in starts]
    return [*long_questions(pen, asked), *rows]


def long_questions(pen: Pen, asked: Iterable[Button]) -> list[Tree]:
    """Return in full the questions that are longer than Slack can ask."""
    questions = (each.confirm for each in asked if each.confirm is not None)
    long = (text for text in questions if len(pen.plain(text)) > CONFIRM_TEXT)
    return [
        {"type": "section", "text": text} for question in long for text in pen.texts(Run(question))
    ]


def _row(pen: Pen, asked: Sequence[Button]) -> Tree:
    drawn = [button(pen, each, index) for index, each in enumerate(asked)]
    return {"type": "actions", "elements": drawn}


def _confirm(pen: Pen, question: str) -> Tree:
    return {
        "title": _short(pen, "slack.confirm.title", CONFIRM_TITLE),
        "text": plain_text(shortened(question, CONFIRM_TEXT)),
        "confirm": _short(pen, "slack.confirm.yes", CONFIRM_BUTTON),
        "deny": _short(pen, "slack.confirm.no", CONFIRM_BUTTON),
    }


def _short(pen: Pen, key: str, most: int) -> Tree:
    return plain_text(shortened(pen.plain(pen.say(key)), most))
