"""A page that was sent: saved, or shown again with what was typed and what is wrong."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.cards import Element, Reply, Text, Tone
from flows.case import Case, Given, Place, Round
from flows.casework.screening.alarms import concerns, notice_early, restrict
from flows.casework.screening.present import present
from flows.casework.screening.sent import Sent, answered_meanwhile, as_stored, read_page, too_late
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.events import Answered, Intent
from flows.journal import Entry
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.authority import is_on_product, is_team
from flows.people.context import Context
from flows.screening.interview import page_before, put_aside, stand
from flows.screening.taking import with_answers
from flows.screening.walk import Page, Walk
from flows.views.notices import notice
from flows.views.screening.pages import page_form, same_launch_note, warning
from flows.views.viewer import Viewer


def take_page(pack: Pack, case: Case, event: Answered, context: Context) -> Turn:
    """Take a page: what counts is saved before anything else is shown."""
    sent = read_page(pack, case, event, context)
    if not case.round.is_open:
        effects = concerns(pack, case, sent.taken, context)
        return Turn(case, (present(pack, case, context, too_late(sent)),), effects)
    again = _shown_again(sent, sent.page) if sent.page is not None else None
    return again if again is not None else _saved(sent)


def in_private_all_the_same(refused: Turn, pack: Pack, event: Answered, context: Context) -> Turn:
    """Keep of a page of a case that was withdrawn meanwhile what is for the team alone."""
    case = refused.case
    if case.withdrawal is None or not is_on_product(context.actor.person, case):
        return refused
    sent = read_page(pack, case, event, context)
    return replace(refused, effects=concerns(pack, case, sent.taken, context))


def with_round(case: Case, round: Round) -> Case:
    """Return the case one revision on, with its newest round in a new state."""
    return replace(case, rounds=(*case.rounds[:-1], round), revision=case.revision + 1)


def _shown_again(sent: Sent, page: Page) -> Turn | None:
    """Return the page once more when it cannot be saved as it is; None when it can."""
    asides = answered_meanwhile(sent)
    confirmed = _unconfirmed(sent) if not sent.taken.faults else ()
    intro = tuple(_warnings(sent, asides, confirmed))
    if not intro:
        return None
    form = page_form(
        sent.viewer,
        sent.case,
        sent.course,
        page,
        typed=sent.values,
        faults=sent.taken.faults,
        asides=asides,
        intro=intro,
        confirmed=_token(confirmed) if confirmed else "",
    )
    return Turn(sent.case, (form,))


def _warnings(
    sent: Sent, asides: Mapping[str, Text], unconfirmed: tuple[Place, ...]
) -> Iterable[Element]:
    viewer = sent.viewer
    if asides:
        yield warning(viewer, "stale.page")
    if sent.taken.faults:
        yield warning(viewer, "fault.page")
    if unconfirmed:
        questions = in_rows([viewer.question(*place) for place in unconfirmed], "; ")
        yield warning(viewer, "change.aside", count=len(unconfirmed), questions=questions)


def _unconfirmed(sent: Sent) -> tuple[Place, ...]:
    """Return the answers that would be put aside, unless just these were confirmed."""
    if _is_new_ground(sent):
        return ()
    before = sent.case.round.answers
    aside = put_aside(sent.pack, before, with_answers(before, sent.taken.answers))
    return () if sent.event.confirmed == _token(aside) else aside


def _is_new_ground(sent: Sent) -> bool:
    """Tell whether nothing from this page on was answered yet, so that nothing is put aside.

    What is asked hangs on earlier answers alone: the linter sees to it.
    """
    page = sent.page.shown if sent.page is not None else ()
    asked = sent.course.asked
    earlier = set(asked[: next((at for at, one in enumerate(asked) if one[0] in page), 0)])
    return sent.case.round.standing.keys() <= earlier


def _token(places: tuple[Place, ...]) -> str:
    """Return a short name for some answers, so that nobody confirms more than they were told."""
    named = " ".join(f"{question}:{risk or ''}" for question, risk in places)
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def _saved(sent: Sent) -> Turn:
    pack, case, context = sent.pack, sent.case, sent.context
    changed = _changed(sent)
    after = case
    journal: tuple[Entry, ...] = ()
    if changed:
        after = _with_answers_of(case, changed, context)
        page = str(sent.event.page)
        journal = (Entry("page_answered", {"page": page, "answers": len(changed)}),)
    effects = concerns(pack, case, sent.taken, context)
    course = stand(pack, after.round.answers)
    after, closed = restrict(after, sent.course, course, context)
    after, told, noticed = notice_early(after, course)
    reply = _reply(sent, after, course, (*sent.moved, *_told_early(sent.viewer, after, told)))
    return Turn(after, (reply,), (*effects, *told), (*journal, *closed, *noticed))


def _with_answers_of(case: Case, changed: Mapping[Place, Given], context: Context) -> Case:
    after = with_round(case, replace(case.round, given={**case.round.given, **changed}))
    person = context.actor.person
    if person in after.participants or (case.round.handed_over and is_team(context.actor)):
        return after
    return replace(after, participants=(*after.participants, person))


def _changed(sent: Sent) -> Mapping[Place, Given]:
    """Return the answers that are new or other than before; the rest is not written again."""
    case, context = sent.case, sent.context
    changed: dict[Place, Given] = {}
    for place, answer in sent.taken.answers.items():
        before = case.round.standing.get(place)
        value, note = as_stored(sent.pack, place, answer), sent.taken.notes.get(place, "")
        if before is not None and place[0] not in sent.pack.remarks:
            note = before.note  # what an expert noted; the page has no field for it
        if before is None or (before.value, before.note) != (value, note):
            revision = case.revision + 1
            changed[place] = Given(value, context.actor.person, context.now, revision, note)
    return changed


def _page_before(sent: Sent, case: Case, course: Walk, intro: tuple[Element, ...]) -> Reply:
    before = page_before(course, sent.event.page)
    if before is None:
        return present(sent.pack, case, sent.context, intro, course)
    return page_form(sent.viewer, case, course, before, intro=intro)


def _told_early(viewer: Viewer, case: Case, told: tuple[Effect, ...]) -> tuple[Element, ...]:
    if not told:
        return ()
    return (warning(viewer, "early.told", reference=case.reference, why=_early_why(viewer, case)),)


def _early_why(viewer: Viewer, case: Case) -> Text:
    rules = case.round.early_rules
    return in_rows([viewer.text(id, "say", viewer.pack.rule[id].say) for id in rules], "; ")


def _reply(sent: Sent, case: Case, course: Walk, intro: tuple[Element, ...]) -> Reply:
    viewer = sent.viewer
    if sent.event.intent is Intent.BACK:
        return _page_before(sent, case, course, intro)
    if sent.event.intent is not Intent.LEAVE:
        said = (*intro, *same_launch_note(viewer, case))
        return present(sent.pack, case, sent.context, said, course)
    if not case.round.early_rules:
        return notice(viewer, "saved.left", case, Tone.GOOD, resume=True)
    why = _early_why(viewer, case)
    return notice(viewer, "saved.left_early", case, Tone.ATTENTION, resume=True, why=why)
