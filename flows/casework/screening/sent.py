"""A page that was sent, read against the case as it is now.

Somebody else may have answered meanwhile, an earlier answer may have moved the questions, or
the screening may be over. Nothing of theirs is overwritten and nothing that was sent is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.cards import Element, Item, Items, Text, Value
from flows.case import Answer, Answers, Case, Place
from flows.events import Answered, PageRef
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.assessment import as_shared
from flows.screening.interview import page_of, page_revision, stand
from flows.screening.taking import LEAVING, Taken, as_text, note_field, take
from flows.screening.walk import Page, Walk, answer_of
from flows.views.screening.fields import ideas
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Sent:
    """A page as it was sent, and where it stands in the case.

    `page` is None when none of its questions is asked now; `values` are those sent, and on a
    page whose questions moved also those answered before; `moved` says so to the person.
    """

    pack: Pack
    case: Case
    event: Answered
    context: Context
    course: Walk
    page: Page | None
    values: Mapping[str, Value]
    taken: Taken
    moved: tuple[Element, ...]

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.pack, self.context)


def read_page(pack: Pack, case: Case, event: Answered, context: Context) -> Sent:
    """Read a page; an answer to a question that is not on it now is kept all the same."""
    course = stand(pack, case.round.answers)
    drawn = _drawn(pack, event)
    page = _page_now(course, event, drawn)
    shown = page.shown if page is not None else ()
    away = tuple(id for id in drawn if id not in shown)
    values = {**_answered(pack, case, shown, event), **event.values} if away else event.values
    people = frozenset(context.people)
    before = case.round.answers
    about = event.page.risk
    taken = take(pack, before, (*shown, *away), about, values, event.intent, people)
    sent = Sent(
        pack=pack,
        case=case,
        event=event,
        context=context,
        course=course,
        page=page,
        values=values,
        taken=_kept(case, event, taken, away),
        moved=(
            *_moved(Viewer(pack, context), page, away),
            *_not_kept(Viewer(pack, context), event, taken, away),
        ),
    )
    return replace(sent, taken=_agreed(sent))


def answered_meanwhile(sent: Sent) -> Mapping[str, Text]:
    """Return, by field, what was answered since the page was drawn, where it differs."""
    page, round, taken = sent.page, sent.case.round, sent.taken
    if page is None or sent.event.revision == page_revision(round, page):
        return {}
    asides: dict[str, Text] = {}
    for id in page.shown:
        place = (id, page.risk)
        given = round.standing.get(place)
        if given is None or given.revision <= sent.event.revision or _left_open(sent, place):
            continue
        mine = (as_stored(sent.pack, place, taken.answers.get(place, "")), taken.notes.get(place))
        if mine != (given.value, given.note or None):
            who, answer = sent.viewer.person(given.by), sent.viewer.answered(round, place)
            asides[id] = sent.viewer.say("stale.field", who=who, answer=answer)
    return asides


def as_stored(pack: Pack, place: Place, answer: Answer) -> Answer:
    """Return what the shared record keeps: a private wish looks like none."""
    if place != (pack.private_question, None) or isinstance(answer, str):
        return answer
    stored = pack.confidentiality.private_case.stored_in_shared_record_as
    return tuple(stored.get(option, option) for option in answer)


def too_late(sent: Sent) -> tuple[Element, ...]:
    """Say that the screening is over, and show what was sent and is not in it."""
    items = tuple(
        Item(sent.viewer.question(id, sent.event.page.risk), lines)
        for id in _drawn(sent.pack, sent.event)
        if (lines := _not_in_it(sent, id))
    )
    said = warning(sent.viewer, "stale.sent", reference=sent.case.reference)
    return (said, Items(items)) if items else (said,)


def _not_in_it(sent: Sent, id: str) -> tuple[Text, ...]:
    """Return in words what was sent for a question where it is not what the case has."""
    place = (id, sent.event.page.risk)
    given = sent.case.round.standing.get(place)
    answer, note = sent.taken.answers.get(place), sent.taken.notes.get(place, "")
    mine = (as_stored(sent.pack, place, answer) if answer is not None else None, note)
    if given is not None and mine == (given.value, given.note):
        return ()
    raw = as_text(sent.event.values[id])
    said = sent.viewer.answer(id, answer) if answer is not None else (raw,)
    return tuple(line for line in (said, (note,)) if any(line))


def _drawn(pack: Pack, event: Answered) -> tuple[str, ...]:
    """Return the questions that were on the page when it was drawn, as far as was sent."""
    about = event.page.risk
    if about is not None and about not in pack.risk:
        return ()
    sent = (pack.question.get(id) for id in event.values)
    return tuple(q.id for q in sent if q is not None and q.per_risk is (about is not None))


def _page_now(course: Walk, event: Answered, drawn: tuple[str, ...]) -> Page | None:
    """Return the page as it is now: that of its first question that is still asked."""
    for id in (event.page.question, *drawn):
        page = page_of(course, PageRef(id, event.page.risk))
        if page is not None:
            return page
    return None


def _answered(
    pack: Pack, case: Case, shown: tuple[str, ...], event: Answered
) -> Mapping[str, Value]:
    """Return the answers of a page as its fields would be sent."""
    read: Answers = as_shared(pack, case.round.answers)
    values: dict[str, Value] = {}
    for id in shown:
        given = case.round.standing.get((id, event.page.risk))
        answer = answer_of(read, id, event.page.risk)
        if given is not None and answer is not None and id not in event.values:
            values |= {id: answer, note_field(id): given.note}
    return values


def _kept(case: Case, event: Answered, taken: Taken, away: tuple[str, ...]) -> Taken:
    """Return what counts: of questions elsewhere no fault, and nothing that is older."""
    about = event.page.risk
    newer = {
        (id, about)
        for id in away
        if (given := case.round.standing.get((id, about))) and given.revision > event.revision
    }
    return replace(
        taken,
        answers={place: one for place, one in taken.answers.items() if place not in newer},
        faults={id: one for id, one in taken.faults.items() if id.partition(".")[0] not in away},
    )


def _agreed(sent: Sent) -> Taken:
    """Leave out what was only suggested when somebody leaves: they have not agreed to it."""
    if sent.page is None or sent.event.intent not in LEAVING:
        return sent.taken
    risk, given = sent.page.risk, sent.case.round.standing
    open_ideas = {
        (id, risk): idea
        for id, idea in ideas(sent.viewer, sent.case, sent.course, sent.page).items()
        if (id, risk) not in given
    }
    agreed = {
        place: one for place, one in sent.taken.answers.items() if open_ideas.get(place) != one
    }
    return replace(sent.taken, answers=agreed)


def _left_open(sent: Sent, place: Place) -> bool:
    """Tell whether somebody who left had nothing in a field."""
    is_open = place not in sent.taken.answers and place[0] not in sent.taken.faults
    return is_open and sent.event.intent in LEAVING


def _not_kept(
    viewer: Viewer, event: Answered, taken: Taken, away: tuple[str, ...]
) -> tuple[Element, ...]:
    """Give back what was sent for a question elsewhere and cannot be kept."""
    items = tuple(
        Item(viewer.question(id, event.page.risk), ((as_text(event.values[id]),),))
        for id in away
        if (id, event.page.risk) not in taken.answers and as_text(event.values[id])
    )
    return (warning(viewer, "stale.not_kept"), Items(items)) if items else ()


def _moved(viewer: Viewer, page: Page | None, away: tuple[str, ...]) -> tuple[Element, ...]:
    if page is None:
        return (warning(viewer, "stale.unasked"),)
    return (warning(viewer, "stale.moved"),) if away else ()
