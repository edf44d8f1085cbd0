"""A page that was sent: saved, or shown again with what was typed and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.cards import Element, Reply, Text, Tone
from flows.case import Answer, Case, Given, Place, PromptReply, Round
from flows.casework.screening.alarms import concerns, notice_early, refresh_root, restrict
from flows.casework.screening.present import present
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.events import Answered, Intent, PromptAnswered
from flows.journal import Entry
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.context import Context
from flows.screening.interview import page_of, page_revision, put_aside, stand
from flows.screening.taking import Taken, take, with_answers
from flows.screening.walk import Page, Walk
from flows.views.notices import notice
from flows.views.pages import page_form, same_launch_note, warning
from flows.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Sent:
    """A page as it was sent, and where it stands in the case."""

    pack: Pack
    case: Case
    event: Answered
    context: Context
    course: Walk
    page: Page
    taken: Taken

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.pack, self.context)


def take_page(pack: Pack, case: Case, event: Answered, context: Context) -> Turn:
    """Take a page: what counts is saved before anything else is shown."""
    course = stand(pack, case.round.answers)
    page = page_of(course, event.page)
    questions = page.shown if page is not None else _no_longer_asked(pack, event)
    taken = take(
        pack,
        case.round.answers,
        questions,
        event.page.risk,
        event.values,
        event.intent,
        frozenset(context.people),
    )
    if page is None:
        warn = (warning(Viewer(pack, context), "stale.unasked"),)
        return _saved(pack, case, event, context, taken, warn)
    again = _shown_again(Sent(pack, case, event, context, course, page, taken))
    return again if again is not None else _saved(pack, case, event, context, taken)


def answer_prompt(pack: Pack, case: Case, event: PromptAnswered, context: Context) -> Turn:
    """Keep what was said to an *are you sure?*; the answers stay as they are."""
    if event.prompt not in pack.prompt:
        return Turn(case, (present(pack, case, context),))
    revision = case.revision + 1
    reply = PromptReply(
        event.prompt, event.risk, event.text, context.actor.person, context.now, revision
    )
    round = replace(case.round, replies=(*case.round.replies, reply))
    after = with_round(case, round)
    entry = Entry("prompt_answered", {"prompt": event.prompt, "risk": event.risk or ""})
    return Turn(after, (present(pack, after, context),), (), (entry,))


def with_round(case: Case, round: Round) -> Case:
    """Return the case one revision on, with its newest round in a new state."""
    return replace(case, rounds=(*case.rounds[:-1], round), revision=case.revision + 1)


def _no_longer_asked(pack: Pack, event: Answered) -> tuple[str, ...]:
    """Return the questions of a page that is no longer asked: what was sent is kept anyway."""
    per_risk = event.page.risk is not None
    if per_risk and event.page.risk not in pack.risk:
        return ()
    sent = (pack.question.get(id) for id in event.values)
    return tuple(q.id for q in sent if q is not None and q.per_risk is per_risk)


def _shown_again(sent: Sent) -> Turn | None:
    """Return the page once more when it cannot be saved as it is; None when it can."""
    asides = _answered_meanwhile(sent)
    puts_aside = _puts_aside(sent) if not sent.taken.faults and not sent.event.confirmed else ()
    intro: list[Element] = []
    if asides:
        intro.append(warning(sent.viewer, "stale.page"))
    if sent.taken.faults:
        intro.append(warning(sent.viewer, "fault.page"))
    if puts_aside:
        questions = in_rows([sent.viewer.question(*place) for place in puts_aside], "; ")
        intro.append(
            warning(sent.viewer, "change.aside", count=len(puts_aside), questions=questions)
        )
    if not intro:
        return None
    form = page_form(
        sent.viewer,
        sent.case,
        sent.course,
        sent.page,
        typed=sent.event.values,
        faults=sent.taken.faults,
        asides=asides,
        intro=tuple(intro),
        confirmed=bool(puts_aside),
    )
    return Turn(sent.case, (form,))


def _puts_aside(sent: Sent) -> tuple[Place, ...]:
    before = sent.case.round.answers
    return put_aside(sent.pack, before, with_answers(before, sent.taken.answers))


def _answered_meanwhile(sent: Sent) -> Mapping[str, Text]:
    """Return, by field, what was answered since the page was drawn, where it differs."""
    round, viewer = sent.case.round, sent.viewer
    if sent.event.revision == page_revision(round, sent.page):
        return {}
    asides: dict[str, Text] = {}
    for id in sent.page.shown:
        place = (id, sent.page.risk)
        given = round.given.get(place)
        if given is None or given.revision <= sent.event.revision:
            continue
        if given.value != _as_stored(sent.pack, place, sent.taken.answers.get(place, "")):
            who, answer = viewer.person(given.by), viewer.answered(round, place)
            asides[id] = viewer.say("stale.field", who=who, answer=answer)
    return asides


def _saved(
    pack: Pack,
    case: Case,
    event: Answered,
    context: Context,
    taken: Taken,
    intro: tuple[Element, ...] = (),
) -> Turn:
    changed = _changed(pack, case, context, taken)
    after = case
    journal: tuple[Entry, ...] = ()
    if changed:
        after = _with_answers_of(case, changed, context)
        journal = (Entry("page_answered", {"page": str(event.page), "answers": len(changed)}),)
    effects = concerns(pack, case, taken, context)
    after, closed = restrict(pack, after, context)
    after, told, noticed = notice_early(pack, after)
    root: tuple[Effect, ...] = (refresh_root(after),) if closed else ()
    reply = _reply(pack, after, event, context, (*intro, *_told_early(pack, after, context, told)))
    return Turn(after, (reply,), (*effects, *told, *root), (*journal, *closed, *noticed))


def _with_answers_of(case: Case, changed: Mapping[Place, Given], context: Context) -> Case:
    after = with_round(case, replace(case.round, given={**case.round.given, **changed}))
    if context.actor.person in after.participants:
        return after
    return replace(after, participants=(*after.participants, context.actor.person))


def _changed(pack: Pack, case: Case, context: Context, taken: Taken) -> Mapping[Place, Given]:
    """Return the answers that are new or other than before; the rest is not written again."""
    changed: dict[Place, Given] = {}
    for place, answer in taken.answers.items():
        value, note = _as_stored(pack, place, answer), taken.notes.get(place, "")
        before = case.round.given.get(place)
        if before is None or (before.value, before.note) != (value, note):
            revision = case.revision + 1
            changed[place] = Given(value, context.actor.person, context.now, revision, note)
    return changed


def _as_stored(pack: Pack, place: Place, answer: Answer) -> Answer:
    """Return what the shared record keeps: a private wish looks like none."""
    if place != (pack.private_question, None) or isinstance(answer, str):
        return answer
    stored = pack.confidentiality.private_case.stored_in_shared_record_as
    return tuple(stored.get(option, option) for option in answer)


def _told_early(
    pack: Pack, case: Case, context: Context, told: tuple[Effect, ...]
) -> tuple[Element, ...]:
    if not told:
        return ()
    viewer = Viewer(pack, context)
    rules = [viewer.text(id, "say", pack.rule[id].say) for id in case.round.early_rules]
    return (warning(viewer, "early.told", reference=case.reference, why=in_rows(rules, "; ")),)


def _reply(
    pack: Pack, case: Case, event: Answered, context: Context, intro: tuple[Element, ...]
) -> Reply:
    viewer = Viewer(pack, context)
    if event.intent is Intent.LEAVE:
        return notice(viewer, "saved.left", case, Tone.GOOD, resume=True)
    return present(pack, case, context, (*intro, *same_launch_note(viewer)))
