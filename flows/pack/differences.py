"""What one pack asks otherwise than another: wording alone is no difference."""

from flows.pack.model import Pack
from flows.pack.questions import Question


def changed_questions(before: Pack, after: Pack) -> tuple[str, ...]:
    """Return the questions that are new in a pack, or mean something else than before."""
    return tuple(
        id
        for id, question in after.question.items()
        if id not in before.question or _meaning(question) != _meaning(before.question[id])
    )


def _meaning(question: Question) -> Question:
    """Return a question without its wording."""
    options = (option.model_copy(update={"text": "", "example": ""}) for option in question.options)
    return question.model_copy(update={"text": "", "why": "", "options": tuple(options)})
