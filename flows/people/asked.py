"""What is asked of somebody now, and what comes up for them: read from the lines of their list.

It tells who has the turn, and changes nothing. Whatever it yields may be done by them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from flows.case import (
    VERIFIABLE,
    WORKABLE,
    Escalation,
    Evidence,
    ExpertQuestion,
    Measure,
    MeasureState,
    OpenItem,
    Phase,
    Summary,
    TeamQuestion,
)
from flows.pack.model import Pack
from flows.people.authority import (
    Verb,
    advising,
    differing,
    is_on_product,
    is_team,
    may,
    speaking_as,
)
from flows.people.due import zone_of
from flows.people.profile import Actor

SOON = timedelta(days=14)
"""What comes up within so many days is shown as due soon."""

WITH_TEAM = (Phase.TEAM, Phase.ASKED)
"""A case waits for a decision, its clock running or standing still."""

OVER = (Phase.CLOSED, Phase.WITHDRAWN)
CLEARED = ("cleared", "cleared_with_actions")


class Ask(StrEnum):
    """What somebody is asked for; or what comes up, which asks for nothing yet."""

    SCREENING = "screening"
    REPLY = "reply"
    HELD = "held"
    CONCERN = "concern"
    ACKNOWLEDGE = "acknowledge"
    ADVISE = "advise"
    AGREE = "agree"
    DECIDE = "decide"
    CLIMBED = "climbed"
    MEASURE = "measure"
    VERIFY = "verify"
    FIND_OUT = "find_out"
    EXPERT = "expert"
    SETTLE = "settle"
    PROPOSED = "proposed"
    PROOF = "proof"
    LAUNCH = "launch"
    REVIEW = "review"


OF_THE_CASE = frozenset({Ask.SCREENING, Ask.REPLY, Ask.HELD, Ask.CONCERN, Ask.PROPOSED})
"""What is asked of whoever has the turn in the case as a whole."""

About: TypeAlias = Measure | OpenItem | ExpertQuestion | TeamQuestion | Evidence


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked of somebody in one case, and by when where a day is known.

    `due_at` is a promise to the minute, `due_on` a day.
    """

    ask: Ask
    line: Summary
    about: About | None = None
    due_on: date | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose page is read, with which measures of the pack, on which day in which zone."""

    pack: Pack
    actor: Actor
    today: date
    zone: str

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(zone_of(self.zone)).date()

    def look_on(self, measure: Measure) -> date | None:
        """Return the day on which somebody looks whether a measure works; None: at once."""
        known = self.pack.measure.get(measure.source)
        if known is None:
            return None
        return self.day_of(measure.since) + timedelta(days=known.verify_days)


def asked_of(reading: Reading, line: Summary) -> Iterator[Asked]:
    """Yield what somebody is asked for in one case.

    What the human rights team decides stands in its queue and is not asked again here.
    """
    yield from _one_question(reading, line)
    if not may(reading.actor, Verb.SEE, line):
        return
    yield from _of_the_case(reading, line)
    yield from _of_parts(reading, line)
    pending = line.pending
    if pending is not None and not is_team(reading.actor):
        ask = voice_asked(reading.actor, line)
        if ask is not None:
            yield Asked(ask, line, due_at=pending.decision_due_at)
        elif _has_climbed_to(reading.actor, pending):
            yield Asked(Ask.CLIMBED, line, due_at=pending.owed_at)


def voice_asked(actor: Actor, line: Summary) -> Ask | None:
    """Return what somebody is to say before a case can be decided, while its clock runs."""
    pending = line.pending
    if pending is None or pending.stopped_at is not None:
        return None
    if pending.acknowledged is None and may(actor, Verb.ACKNOWLEDGE, line):
        return Ask.ACKNOWLEDGE
    advised = {advice.role for advice in pending.advice}
    if any(role not in advised for role in advising(actor, line)):
        return Ask.ADVISE
    if pending.missing_advice or speaking_as(actor, line) is None:
        return None
    return Ask.AGREE if pending.voices and differing(pending) is None else Ask.DECIDE


def _has_climbed_to(actor: Actor, pending: Escalation) -> bool:
    """Tell whether a promise was missed, so that it is with somebody of the next rung as well."""
    climbed = pending.rung > 0 and pending.stopped_at is None
    return climbed and not actor.roles.isdisjoint(pending.policy.ladder[pending.rung])


def coming_up(reading: Reading, line: Summary) -> Iterator[Asked]:
    """Yield what comes up in one case within the next days, or is late, and is not asked of
    somebody now: the launch, the review, what they look at, what others owe their product, and
    proofs that hold no longer, as long again as they were announced."""
    if line.phase is Phase.WITHDRAWN or not may(reading.actor, Verb.SEE, line):
        return
    for one in _with_a_day(reading, line):
        if one.due_on is not None and one.due_on <= reading.today + SOON:
            yield one


def _one_question(reading: Reading, line: Summary) -> Iterator[Asked]:
    """Yield the questions that somebody was asked as an expert; they need see nothing else."""
    for asked in line.underway.questions:
        wanted = asked.expert == reading.actor.person and asked.replied_at is None
        if wanted and may(reading.actor, Verb.REPLY_EXPERT, line, asked):
            yield Asked(Ask.EXPERT, line, asked)


def _of_the_case(reading: Reading, line: Summary) -> Iterator[Asked]:
    actor, pending = reading.actor, line.pending
    if line.is_draft and may(actor, Verb.ANSWER, line):
        yield Asked(Ask.SCREENING, line)
    if pending is not None and may(actor, Verb.REPLY_TEAM, line):
        yield from (Asked(Ask.REPLY, line, question) for question in pending.waiting)
    if line.phase is Phase.HELD and is_on_product(actor.person, line):
        yield Asked(Ask.HELD, line)
    if line.phase is Phase.CONCERN and is_team(actor):
        yield Asked(Ask.CONCERN, line)
    owns = actor.person == line.owner and line.phase is Phase.TRACKING
    if owns and line.underway.proposed:
        yield Asked(Ask.PROPOSED, line)


def _of_parts(reading: Reading, line: Summary) -> Iterator[Asked]:
    actor, who = reading.actor, reading.actor.person
    for measure in line.underway.measures:
        mine = measure.owner == who and measure.state in WORKABLE
        if mine and may(actor, Verb.WORK, line, measure):
            yield Asked(Ask.MEASURE, line, measure, measure.due_on)
        if _looks(reading, line, measure) and not _is_later(reading, measure):
            yield Asked(Ask.VERIFY, line, measure, reading.look_on(measure))
    for item in line.underway.unknowns:
        if item.owner == who and may(actor, Verb.FIND_OUT, line, item):
            yield Asked(Ask.FIND_OUT, line, item, item.due_on)
    for asked in line.underway.questions:
        if asked.replied_at is not None and may(actor, Verb.SETTLE, line):
            yield Asked(Ask.SETTLE, line, asked)


def _looks(reading: Reading, line: Summary, measure: Measure) -> bool:
    """Tell whether somebody is named to look whether a measure works, for the first time or again.

    One without a day of its own is looked at once.
    """
    if measure.verifier != reading.actor.person or measure.state not in VERIFIABLE:
        return False
    again = measure.state is MeasureState.EFFECTIVE and reading.look_on(measure) is None
    return not again and may(reading.actor, Verb.VERIFY, line, measure)


def _is_later(reading: Reading, measure: Measure) -> bool:
    on = reading.look_on(measure)
    return on is not None and on > reading.today


def _with_a_day(reading: Reading, line: Summary) -> Iterator[Asked]:
    who, today = reading.actor.person, reading.today
    if is_on_product(who, line):
        yield from _days_of_the_product(line, today)
        if who in (line.owner, line.product_lead):
            yield from _owed_by_others(line, who)
    for measure in line.underway.measures:
        if _looks(reading, line, measure) and _is_later(reading, measure):
            yield Asked(Ask.VERIFY, line, measure, reading.look_on(measure))
    for proof in line.underway.proofs:
        over = proof.expires_on is not None and proof.expires_on < today - SOON
        if not over and who in (proof.holder, line.owner):
            yield Asked(Ask.PROOF, line, proof, proof.expires_on)


def _owed_by_others(line: Summary, who: str) -> Iterator[Asked]:
    for measure in line.underway.measures:
        if measure.owner != who and measure.state in WORKABLE:
            yield Asked(Ask.MEASURE, line, measure, measure.due_on)
    for item in line.underway.unknowns:
        if item.owner != who:
            yield Asked(Ask.FIND_OUT, line, item, item.due_on)


def _days_of_the_product(line: Summary, today: date) -> Iterator[Asked]:
    """Yield launch and review; a launch day that has passed counts while nothing is cleared."""
    launch, review = line.launch_on, line.underway.review_on
    if launch is not None and (launch >= today or line.launch_status not in CLEARED):
        yield Asked(Ask.LAUNCH, line, due_on=launch)
    if review is not None:
        yield Asked(Ask.REVIEW, line, due_on=review)
