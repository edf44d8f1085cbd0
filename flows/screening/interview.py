"""The screening as a conversation: which page is next, what a change puts aside, what is left."""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.case import Answers, Place, PromptReply, Round
from flows.events import PageRef
from flows.pack.model import Pack
from flows.pack.ruling import Prompt
from flows.screening.assessment import as_shared
from flows.screening.evaluation import holds
from flows.screening.facts import Because
from flows.screening.walk import Missing, Page, Walk, answer_of, walk


@dataclass(frozen=True, slots=True)
class DuePrompt:
    """An *are you sure?* that waits for a reply, and the answers that do not fit together.

    `revision` is that of the newest of these answers.
    """

    prompt: Prompt
    risk: str | None
    because: Because
    revision: int


def stand(pack: Pack, answers: Answers) -> Walk:
    """Return the walk as far as it has come: its last page may be incomplete."""
    return walk(pack, as_shared(pack, answers), Missing.STOP)


def next_page(course: Walk) -> Page | None:
    """Return the page that waits for answers, or None when all are given."""
    return course.pages[-1] if course.blocked else None


def page_of(course: Walk, ref: PageRef) -> Page | None:
    """Return the page that holds a question, or None when the question is not asked now."""
    for page in course.pages:
        if page.risk == ref.risk and ref.question in page.shown:
            return page
    return None


def page_before(course: Walk, ref: PageRef) -> Page | None:
    """Return the page before the one that holds a question; None before the first."""
    before: Page | None = None
    for page in course.pages:
        if page.risk == ref.risk and ref.question in page.shown:
            return before
        before = page
    return before


def answers_left(pack: Pack, answers: Answers) -> int:
    """Return how many questions are still to be asked as far as can be told now."""
    ahead = walk(pack, as_shared(pack, answers), Missing.AHEAD)
    return sum(answer_of(answers, *place) is None for place in ahead.asked)


def put_aside(pack: Pack, before: Answers, after: Answers) -> tuple[Place, ...]:
    """Return the answers that a change would leave unasked: kept, but counting in nothing."""
    was = walk(pack, as_shared(pack, before), Missing.UNSURE).asked
    will_be = set(walk(pack, as_shared(pack, after), Missing.UNSURE).asked)
    return tuple(
        place for place in was if place not in will_be and answer_of(before, *place) is not None
    )


def due_prompt(course: Walk, round: Round) -> DuePrompt | None:
    """Return the first prompt that no reply has met since the answers behind it were given."""
    for found in _true_prompts(course, round):
        if not any(_meets(reply, found) for reply in round.replies):
            return found
    return None


def prompt_now(course: Walk, round: Round, id: str, risk: str | None) -> DuePrompt | None:
    """Return a prompt as it stands now, replied to or not; None when its answers fit together."""
    found = _true_prompts(course, round)
    return next((one for one in found if (one.prompt.id, one.risk) == (id, risk)), None)


def page_revision(round: Round, page: Page) -> int:
    """Return the revision of a page: that of the newest answer on it, 0 when there is none."""
    return max((_revision(round, (question, page.risk)) for question in page.shown), default=0)


def answers_revision(round: Round) -> int:
    """Return the revision of all answers together, as the review shows them."""
    return max((given.revision for given in round.standing.values()), default=0)


def _true_prompts(course: Walk, round: Round) -> Iterator[DuePrompt]:
    for prompt in course.pack.consistency_prompts:
        for risk in course.raised if prompt.per_risk else [None]:
            because = holds(prompt.condition, course.facts, risk)
            if because is not None:
                newest = max((_revision(round, cite) for cite in because), default=0)
                yield DuePrompt(prompt, risk, because, newest)


def _meets(reply: PromptReply, found: DuePrompt) -> bool:
    about = (found.prompt.id, found.risk)
    return (reply.prompt, reply.risk) == about and reply.revision > found.revision


def _revision(round: Round, place: tuple[str, str | None]) -> int:
    given = round.standing.get((place[0], place[1]))
    return given.revision if given is not None else 0
