"""One question to one expert: a reply is a proposal, and counts once the product side takes it."""

from dataclasses import replace

from flows.case import Case, ExpertQuestion, Given, Place, Signed
from flows.casework.reading import Reading
from flows.casework.rounds.finding_out import found, read_answer, shown
from flows.casework.showing import full_card
from flows.casework.telling import tell_people
from flows.casework.turn import Turn
from flows.events import ExpertAsked, ExpertReplied, PageRef, ProposalSettled
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.interview import stand
from flows.views.forms import Filled
from flows.views.notices import notice
from flows.views.rounds.experts import (
    EXPERT,
    QUESTION,
    WORDS,
    ask_expert_form,
    for_experts,
    reply_expert_form,
)
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


def ask_expert(pack: Pack, case: Case, event: ExpertAsked, context: Context) -> Turn:
    """Put one question to one person; they see that and nothing else of the case."""
    viewer = Viewer(pack, context)
    course = stand(pack, case.round.known_answers)
    asked = {str(PageRef(*one)): one for one in for_experts(pack, course)}
    reading = Reading(viewer, event.values)
    place = asked.get(reading.choice(QUESTION, asked))
    expert = reading.part_of(case, EXPERT)
    words = reading.words(WORDS, needed=False)
    if reading.faults or place is None or expert is None:
        return Turn(case, (ask_expert_form(viewer, case, course, reading.filled),))
    if _waits_already(case, place, expert):
        return Turn(case, (notice(viewer, "late.asked", case, who=viewer.person(expert)),))
    id = case.new_id("expert_question", len(case.expert_questions))
    by, now = context.actor.person, context.now
    after = _with(case, ExpertQuestion(id, place, expert, by, now, case.revision, words))
    told = tell_people(after, context, (expert,), "expert_asked", "expert_asked", str(id))
    entry = Entry("expert_asked", {"question": str(id), "expert": expert})
    return Turn(after, (full_card(pack, after, context),), told, (entry,))


def reply_expert(
    pack: Pack, case: Case, asked: ExpertQuestion, event: ExpertReplied, context: Context
) -> Turn:
    """Keep what the expert proposes, under their name."""
    viewer = Viewer(pack, context)
    late = too_late(viewer, case, asked)
    if late is not None:
        return late
    read = read_answer(viewer, case, asked.place, event.values, known=False)
    reading = Reading(viewer, event.values)
    words = reading.words(WORDS, needed=False)
    is_stale = event.revision != asked.revision
    if read.faults or reading.faults or read.answer is None or is_stale:
        intro = (warning(viewer, "stale.item"),) if is_stale else ()
        filled = Filled(event.values, {**read.faults, **reading.faults})
        course = stand(pack, case.round.answers)
        return Turn(case, (reply_expert_form(viewer, case, asked, course, filled, intro),))
    replied = replace(
        asked, proposal=read.answer, note=_both(read.note, words), replied_at=context.now
    )
    after = _with(case, replied)
    people = (after.owner, asked.by)
    told = tell_people(after, context, people, "expert_replied", "expert_replied", str(asked.id))
    entry = Entry("expert_replied", {"question": str(asked.id)})
    return Turn(after, (notice(viewer, "expert.taken"),), told, (entry,))


def settle(
    pack: Pack, case: Case, asked: ExpertQuestion, event: ProposalSettled, context: Context
) -> Turn:
    """Take a proposal as the answer, with its author's name on it, or leave it."""
    viewer = Viewer(pack, context)
    if asked.proposal is None or asked.settled is not None:
        return _not_now(viewer, case, asked)
    if event.revision != asked.revision:
        return Turn(case, (full_card(pack, case, context),))
    standing = case.round.standing.get(asked.place)
    replied_at = asked.replied_at or context.now
    if event.accepted and standing is not None and standing.at > replied_at:
        who = viewer.person(standing.by)
        return Turn(case, (notice(viewer, "late.outdated", case, who=who, at=standing.at),))
    signed = Signed(context.actor.person, context.now)
    settled = replace(asked, accepted=event.accepted, settled=signed)
    after = _with(case, settled)
    verb = "proposal_taken" if event.accepted else "proposal_left"
    entry = Entry(verb, {"question": str(asked.id)})
    if not event.accepted:
        return Turn(after, (full_card(pack, after, context),), (), (entry,))
    given = Given(asked.proposal, asked.expert, context.now, after.revision + 1, asked.note)
    carried = found(pack, after, {asked.place: given}, context)
    told = tell_people(carried.case, context, (asked.by,), "proposal_taken", "proposal_taken")
    turn = shown(pack, case, carried, context, entry)
    return replace(turn, effects=(*turn.effects, *told))


def too_late(viewer: Viewer, case: Case, asked: ExpertQuestion) -> Turn | None:
    """Tell an expert why no reply is waited for any more; None while it is."""
    if asked.replied_at is not None:
        return Turn(case, (notice(viewer, "late.proposed", at=asked.replied_at),))
    if asked.place[0] not in viewer.pack.question:
        return Turn(case, (notice(viewer, "late.gone"),))
    return None


def _both(note: str, words: str) -> str:
    return "\n".join(text for text in (note, words) if text)


def _with(case: Case, changed: ExpertQuestion) -> Case:
    """Return the case one revision on, with a question to an expert that is new or changed."""
    revision = case.revision + 1
    after = case.with_expert_question(replace(changed, revision=revision))
    return replace(after, revision=revision)


def _waits_already(case: Case, place: Place, expert: str) -> bool:
    return any(
        one.place == place and one.expert == expert and one.waits for one in case.expert_questions
    )


def _not_now(viewer: Viewer, case: Case, asked: ExpertQuestion) -> Turn:
    signed = asked.settled
    if asked.place[0] not in viewer.pack.question and not asked.accepted:
        return Turn(case, (notice(viewer, "late.gone", case),))
    if signed is None:
        return Turn(case, (notice(viewer, "late.no_proposal", case),))
    who = viewer.person(signed.by)
    return Turn(case, (notice(viewer, "late.settled", case, who=who, at=signed.at),))
