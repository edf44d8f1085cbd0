"""Who may do what with a case: one function, asked at the click."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias, assert_never

from flows.case import (
    Case,
    Confidentiality,
    Escalation,
    ExpertQuestion,
    Measure,
    OpenItem,
    Phase,
    Summary,
    Voice,
)
from flows.people.profile import Actor

TEAM_ROLE = "human_rights_team"
TEAM_LEAD_ROLE = "human_rights_lead"
LEAD_ROLE = "product_lead"
SPONSOR_ROLE = "executive_sponsor"
ADMIN_ROLE = "admin"

TEAM = frozenset({TEAM_ROLE, TEAM_LEAD_ROLE})
"""The roles of the human rights team: they may see every case."""


class Verb(StrEnum):
    """What somebody may want to do with a case."""

    SEE = "see"
    SEE_PART = "see_part"
    FOLLOW = "follow"
    ANSWER = "answer"
    SUBMIT = "submit"
    HAND_OVER = "hand_over"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    CHANGE_OWNER = "change_owner"
    SMALLEST_CHANGE = "smallest_change"
    ACKNOWLEDGE = "acknowledge"
    ASK_TEAM = "ask_team"
    REPLY_TEAM = "reply_team"
    ADVISE = "advise"
    DECIDE = "decide"
    DECIDE_AGAIN = "decide_again"
    RATE = "rate"
    CLASSIFY = "classify"
    ASK_EXPERT = "ask_expert"
    REPLY_EXPERT = "reply_expert"
    SETTLE = "settle"
    ASSIGN = "assign"
    FIND_OUT = "find_out"
    PLAN = "plan"
    REFUSE = "refuse"
    DROP = "drop"
    WORK = "work"
    VERIFY = "verify"
    CLOSE_RISK = "close_risk"
    KEEP = "keep"
    REPORT = "report"


ON_RECORD = frozenset(
    {
        *(Verb.SEE, Verb.SEE_PART, Verb.FOLLOW, Verb.REPORT),
        *(Verb.CLASSIFY, Verb.CHANGE_OWNER, Verb.SMALLEST_CHANGE),
    }
)
"""What can be done with a case that was withdrawn: it is on record, and nothing more is asked."""

IN_CONFIDENCE = frozenset({Verb.SEE, Verb.SEE_PART})
"""What can be done with what was told in confidence: it is nobody's to hold, open or leave."""

Guarded: TypeAlias = Case | Summary
"""A case, or the line of a list that stands for one."""

Part: TypeAlias = Measure | OpenItem | ExpertQuestion
"""What a right may be about beside the case: the one thing that somebody holds."""


def may(actor: Actor, verb: Verb, case: Guarded, part: Part | None = None) -> bool:
    """Tell whether an actor may do this; membership of a conversation is no right.

    A sealed case is for the human rights team alone, a restricted one for the team and the
    people named on it, an open one for the team, its product team, and the roles that were
    told of it. Whoever answers a case is its product side, of whatever team. Of one that was
    withdrawn nothing more is asked, and a concern is read and nothing else.
    """
    if isinstance(case, Summary):
        return _may_in_a_list(actor, verb, case, part)
    if case.concern is not None and verb not in IN_CONFIDENCE:
        return False
    if case.withdrawal is not None and verb not in ON_RECORD:
        return False
    return _MAY[verb](actor, case, part)


def to_tell(case: Guarded, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of these roles are told of a case: only those who may open it.

    When none of them may, the human rights team is told instead. Whoever leads the team hears of
    it as the team does.
    """
    if TEAM_ROLE in roles:
        roles = tuple(role for role in roles if role != TEAM_LEAD_ROLE)
    if case.confidentiality is Confidentiality.OPEN or not roles:
        return roles
    named = {LEAD_ROLE} if case.product_lead in case.participants else set()
    return tuple(role for role in roles if role in TEAM | named) or (TEAM_ROLE,)


def is_team(actor: Actor) -> bool:
    """Tell whether somebody is of the human rights team."""
    return not actor.roles.isdisjoint(TEAM)


def is_admin(actor: Actor) -> bool:
    """Tell whether somebody may set Salient up; it is no right to open a case."""
    return ADMIN_ROLE in actor.roles


def deciding(actor: Actor, case: Guarded) -> tuple[str, ...]:
    """Return the roles in which somebody may give their voice on what must be decided now.

    Whoever owns the case or one of its measures never decides alone; where the pack names the
    product lead, that is the one of this case.
    """
    pending = case.pending
    if pending is None or not may(actor, Verb.SEE, case):
        return ()
    wanted = _wanted(pending)
    if len(wanted) == 1 and _has_stake(actor.person, case):
        return ()
    if pending.policy.not_on_product and is_on_product(actor.person, case):
        return ()
    return tuple(role for role in wanted if _speaks_as(actor, role, case))


def speaking_as(actor: Actor, case: Guarded) -> str | None:
    """Return the role in which somebody may still speak; nobody speaks in two."""
    pending = case.pending
    if pending is None or any(voice.by == actor.person for voice in pending.voices):
        return None
    spoken = {voice.role for voice in pending.voices}
    return next((role for role in deciding(actor, case) if role not in spoken), None)


def advising(actor: Actor, case: Guarded) -> tuple[str, ...]:
    """Return the roles in which somebody is asked for their word before others decide."""
    pending = case.pending
    if pending is None or not may(actor, Verb.SEE, case):
        return ()
    return tuple(role for role in pending.policy.advice if role in actor.roles)


def differing(pending: Escalation) -> Voice | None:
    """Return the voice that does not agree with the first one, when there is one."""
    return next((voice for voice in pending.voices[1:] if not voice.agrees), None)


def is_on_product(person: str, case: Guarded) -> bool:
    """Tell whether somebody is of the product side of a case, as far as they may see it."""
    match case.confidentiality:
        case Confidentiality.SEALED:
            return False
        case Confidentiality.RESTRICTED:
            return person in case.participants
        case Confidentiality.OPEN:
            return person in (case.owner, case.product_lead, *case.participants)
        case _:
            assert_never(case.confidentiality)


def is_let_in(actor: Actor, case: Guarded) -> bool:
    """Tell whether the class of a case lets somebody have a part in it at all."""
    match case.confidentiality:
        case Confidentiality.SEALED:
            return is_team(actor)
        case Confidentiality.RESTRICTED:
            return is_team(actor) or actor.person in case.participants
        case Confidentiality.OPEN:
            return True
        case _:
            assert_never(case.confidentiality)


def _wanted(pending: Escalation) -> tuple[str, ...]:
    """Return the roles that decide now: those of the policy, or whoever settles a difference."""
    policy = pending.policy
    if policy.if_they_differ is not None and differing(pending) is not None:
        return (policy.if_they_differ,)
    return policy.decide


def _speaks_as(actor: Actor, role: str, case: Guarded) -> bool:
    if role == LEAD_ROLE and case.product_lead is not None:
        return actor.person == case.product_lead
    return role in actor.roles


def _has_stake(person: str, case: Guarded) -> bool:
    """Tell whether a case is somebody's own product: theirs, or with a measure of theirs."""
    return person == case.owner or person in case.doers


# ----------------------------------------------------------------------------- who is who


def _team(actor: Actor, case: Guarded, part: Part | None = None) -> bool:
    return is_team(actor)


def _team_apart(actor: Actor, case: Case, part: Part | None = None) -> bool:
    """The human rights team, but for those of it who are on the product side."""
    return is_team(actor) and not is_on_product(actor.person, case)


def _product(actor: Actor, case: Guarded, part: Part | None = None) -> bool:
    return is_on_product(actor.person, case)


def _either(actor: Actor, case: Case, part: Part | None = None) -> bool:
    return is_team(actor) or is_on_product(actor.person, case)


def _owner(actor: Actor, case: Guarded, part: Part | None = None) -> bool:
    return actor.person == case.owner and is_on_product(actor.person, case)


def _sees(actor: Actor, case: Case, part: Part | None = None) -> bool:
    if is_team(actor) or is_on_product(actor.person, case) or _was_told(actor, case):
        return True
    return case.confidentiality is Confidentiality.OPEN and _helps(actor.person, case)


def _sees_part(actor: Actor, case: Case, part: Part | None) -> bool:
    return _sees(actor, case) or _holds(actor, case, part)


def _holds(actor: Actor, case: Guarded, part: Part | None) -> bool:
    """Tell whether somebody owns, verifies or was asked this one thing, and is let in."""
    if part is None or not is_let_in(actor, case):
        return False
    if isinstance(part, ExpertQuestion):
        return actor.person == part.expert
    if isinstance(part, OpenItem):
        return actor.person == part.owner
    return part.is_taken and actor.person in (part.owner, part.verifier)


def _owns(actor: Actor, case: Guarded, part: Part | None) -> bool:
    is_owner = not isinstance(part, Measure) or actor.person == part.owner
    return is_owner and _holds(actor, case, part)


def _answers(actor: Actor, case: Case, part: Part | None = None) -> bool:
    """The product side; once handed over the team as well; what the team rates, the team alone."""
    handed_over = bool(case.rounds) and case.round.handed_over is not None and case.round.is_open
    if handed_over and case.round.outcome is None:
        return is_team(actor)
    return is_on_product(actor.person, case) or (handed_over and is_team(actor))


def _plans(actor: Actor, case: Case, part: Part | None) -> bool:
    return _either(actor, case) or _owns(actor, case, part)


def _finds_out(actor: Actor, case: Guarded, part: Part | None) -> bool:
    return is_on_product(actor.person, case) or _owns(actor, case, part)


def _works(actor: Actor, case: Guarded, part: Part | None) -> bool:
    return _owner(actor, case) or _owns(actor, case, part)


def _verifies(actor: Actor, case: Guarded, part: Part | None) -> bool:
    """Somebody who neither owns the measure, nor did it, nor owns the case (UNGP 20)."""
    if not isinstance(part, Measure):
        return False
    bound = (part.owner, part.implemented_by, case.owner)
    named = is_team(actor) or _holds(actor, case, part)
    return named and actor.person not in bound


def _closes(actor: Actor, case: Case, part: Part | None = None) -> bool:
    """Somebody outside the product team: of the human rights team, or who verifies."""
    verifies = any(actor.person == measure.verifier for measure in case.taken_measures)
    outside = not is_on_product(actor.person, case) and not _has_stake(actor.person, case)
    return outside and _sees(actor, case) and (is_team(actor) or verifies)


def _takes_part(actor: Actor, case: Case, part: Part | None) -> bool:
    return _either(actor, case) or _holds(actor, case, part)


def _decides(actor: Actor, case: Guarded, part: Part | None = None) -> bool:
    return deciding(actor, case) != ()


def _advises(actor: Actor, case: Guarded, part: Part | None = None) -> bool:
    return advising(actor, case) != ()


def _was_told(actor: Actor, case: Guarded) -> bool:
    is_open = case.confidentiality is Confidentiality.OPEN
    return is_open and not actor.roles.isdisjoint(case.told)


def _helps(person: str, case: Case) -> bool:
    measures = ((one.owner, one.verifier) for one in case.taken_measures)
    return person in {one for pair in measures for one in pair} | {
        item.owner for item in case.open_items
    }


_MAY: Mapping[Verb, Callable[[Actor, Case, Part | None], bool]] = {
    Verb.SEE: _sees,
    Verb.SEE_PART: _sees_part,
    Verb.FOLLOW: _sees,
    Verb.REPORT: _sees,
    Verb.KEEP: _takes_part,
    Verb.ANSWER: _answers,
    Verb.SUBMIT: _answers,
    Verb.HAND_OVER: _product,
    Verb.CHANGE: _either,
    Verb.WITHDRAW: _owner,
    Verb.CHANGE_OWNER: _either,
    Verb.SMALLEST_CHANGE: _team_apart,
    Verb.ACKNOWLEDGE: _team,
    Verb.ASK_TEAM: _team,
    Verb.REPLY_TEAM: _product,
    Verb.ADVISE: _advises,
    Verb.DECIDE: _decides,
    Verb.DECIDE_AGAIN: _team,
    Verb.RATE: _team_apart,
    Verb.CLASSIFY: _team,
    Verb.ASK_EXPERT: _either,
    Verb.REPLY_EXPERT: _holds,
    Verb.SETTLE: _product,
    Verb.ASSIGN: _plans,
    Verb.FIND_OUT: _finds_out,
    Verb.PLAN: _plans,
    Verb.REFUSE: _product,
    Verb.DROP: _team_apart,
    Verb.WORK: _works,
    Verb.VERIFY: _verifies,
    Verb.CLOSE_RISK: _closes,
}
"""Who may, verb by verb."""


# -------------------------------------------------------------------------------- in lists


def _sees_line(actor: Actor, line: Summary) -> bool:
    if is_team(actor) or is_on_product(actor.person, line) or _was_told(actor, line):
        return True
    return line.confidentiality is Confidentiality.OPEN and actor.person in line.helpers


def _answers_line(actor: Actor, line: Summary) -> bool:
    return is_on_product(actor.person, line)


def _keeps_line(actor: Actor, line: Summary) -> bool:
    if is_team(actor) or is_on_product(actor.person, line):
        return True
    return line.confidentiality is Confidentiality.OPEN and actor.person in line.helpers


def _may_in_a_list(actor: Actor, verb: Verb, line: Summary, part: Part | None) -> bool:
    if verb in _MAY_WITHIN_A_LINE:
        over = line.phase in (Phase.CONCERN, Phase.WITHDRAWN)
        return not over and _MAY_WITHIN_A_LINE[verb](actor, line, part)
    return _MAY_IN_A_LIST[verb](actor, line)


_MAY_IN_A_LIST: Mapping[Verb, Callable[[Actor, Summary], bool]] = {
    Verb.SEE: _sees_line,
    Verb.ANSWER: _answers_line,
    Verb.KEEP: _keeps_line,
}
"""What is asked of a line that stands for a case; nothing else is."""

_MAY_WITHIN_A_LINE: Mapping[Verb, Callable[[Actor, Summary, Part | None], bool]] = {
    Verb.ACKNOWLEDGE: _team,
    Verb.REPLY_TEAM: _product,
    Verb.ADVISE: _advises,
    Verb.DECIDE: _decides,
    Verb.REPLY_EXPERT: _holds,
    Verb.SETTLE: _product,
    Verb.FIND_OUT: _finds_out,
    Verb.WORK: _works,
    Verb.VERIFY: _verifies,
}
"""What is asked of a line about what is under way in it: the same as of the case itself."""
