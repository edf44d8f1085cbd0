"""How a case comes to the human rights team: promises, ladder and deciders fixed from then on."""

from dataclasses import replace
from datetime import datetime

from flows.case import Case, Confidentiality, Escalation, Finding, Outcome, Policy
from flows.casework.telling import tell_roles
from flows.effects import Notify
from flows.pack.following import Decider
from flows.pack.model import Pack
from flows.people.authority import to_tell
from flows.people.context import Context
from flows.people.due import Calendar, SameDay, promised_at
from flows.screening.assessment import Assessment, assess
from flows.screening.residual import decider_of


def needs_team(pack: Pack, before: Case, after: Case, result: Assessment) -> bool:
    """Tell whether a round that was just sent must come before the team, perhaps once more.

    A round that changes nothing leaves the decision as it is; what a decision holds is never
    let go by answers alone.
    """
    outcome, newest = after.outcome, before.escalation
    if outcome is None:
        return False
    wanted = pack.route[outcome.route].service is not None
    if newest is None:
        return wanted
    if newest.is_open:
        more_urgent = result.urgent and not newest.urgent
        return wanted and (more_urgent or _is_graver(pack, outcome, newest))
    if newest.decision is not None and newest.decision.launch == "hold":
        return True
    decided_at = newest.decision.at if newest.decision is not None else outcome.at
    happened = any(one.since > decided_at for one in after.remedies)
    return wanted and (happened or _differs(outcome, _outcome_of(before, newest.round)))


def opened(pack: Pack, case: Case, result: Assessment, context: Context) -> Case:
    """Return the case in the hands of the team; one that was pending gives way to the new one."""
    decider = _decider(pack, case, result.decider)
    service = result.service or pack.routes[-1].service
    policy = Policy(
        first_answer_working_days=service.first_answer_working_days if service else 1,
        decision_working_days=service.decision_working_days if service else 5,
        ladder=tuple(_rung(rung) for rung in pack.escalation.ladder),
        decider=decider.id,
        decide=decider.decide,
        waits_for_answers=result.route in pack.open_items.block_cleared_in,
    )
    policy = _decided_by(policy, decider)
    return _with(pack, case, policy, context, urgent=result.urgent, reason="")


def regraded(pack: Pack, case: Case, context: Context) -> Case:
    """Return the case before graver deciders where agreed values ask for them, else as it is.

    Who decides is named from the gravest down, and is never loosened while a decision is pending.
    """
    pending, submitted, outcome = case.pending, case.submitted, case.outcome
    if pending is None or submitted is None or outcome is None:
        return case
    ranks = {each.id: rank for rank, each in enumerate(pack.hr_decision.deciders)}
    decider = decider_of(pack, case, outcome, assess(pack, submitted.answers).red_lines)
    if decider is None or ranks[decider.id] >= ranks.get(pending.policy.decider, len(ranks)):
        return case
    policy = _decided_by(pending.policy, decider)
    told = told_too(case, (*policy.decide, *policy.advice))
    return _with(pack, told, policy, context, urgent=pending.urgent, reason="")


def told_too(case: Case, roles: tuple[str, ...]) -> Case:
    """Let these roles see an open case from now on."""
    round = case.submitted
    if round is None or round.outcome is None or case.confidentiality is not Confidentiality.OPEN:
        return case
    told = tuple(dict.fromkeys((*round.outcome.told, *roles)))
    now = replace(round, outcome=replace(round.outcome, told=told))
    return replace(case, rounds=tuple(now if each is round else each for each in case.rounds))


def reopened(pack: Pack, case: Case, reason: str, context: Context) -> Case:
    """Return the case before its deciders once more, under the promises it had before."""
    newest = case.escalations[-1]
    return _with(pack, case, newest.policy, context, urgent=newest.urgent, reason=reason)


def advice_wanted(case: Case) -> tuple[Notify, ...]:
    """Return what asks for the word of those whose advice the decision needs."""
    pending = case.pending
    if pending is None or not pending.policy.advice:
        return ()
    roles = tuple(role for role in pending.policy.advice if role in to_tell(case, (role,)))
    return tell_roles(case, roles, "advice_wanted", "advice_wanted") if roles else ()


def same_day(pack: Pack) -> SameDay:
    """Return what *the same day* means late in the day."""
    return SameDay(int(pack.escalation.same_day["if_less_than_hours_left"]))


def calendar_of(responsible: str | None, context: Context) -> Calendar:
    """Return the working days of whoever is responsible; of nobody, those of whoever acts."""
    profile = context.people.get(responsible or "", context.profile)
    return profile.calendar


def _decided_by(policy: Policy, decider: Decider) -> Policy:
    return replace(
        policy,
        decider=decider.id,
        decide=decider.decide,
        advice=decider.advice,
        advice_in_writing=decider.advice_in_writing,
        if_they_differ=decider.if_they_differ,
        not_on_product=decider.not_on_product,
    )


def _with(
    pack: Pack, case: Case, policy: Policy, context: Context, *, urgent: bool, reason: str
) -> Case:
    responsible = next(filter(None, map(context.first_of, policy.ladder[0])), None)
    round = case.shown_round
    new = Escalation(
        id=case.new_id("escalation", len(case.escalations)),
        round=round.number,
        route=round.outcome.route if round.outcome is not None else "",
        policy=policy,
        opened_at=context.now,
        first_due_at=_due(pack, policy.first_answer_working_days, responsible, context),
        decision_due_at=_due(pack, policy.decision_working_days, responsible, context),
        revision=case.revision,
        urgent=urgent,
        reason=reason,
        responsible=responsible,
    )
    earlier = tuple(_superseded(each, context.now) for each in case.escalations)
    return replace(case, escalations=(*earlier, new))


def _due(pack: Pack, days: int, responsible: str | None, context: Context) -> datetime:
    calendar = calendar_of(responsible, context)
    return promised_at(context.now, days, calendar, same_day(pack))


def _superseded(escalation: Escalation, now: datetime) -> Escalation:
    return replace(escalation, superseded_at=now) if escalation.is_open else escalation


def _decider(pack: Pack, case: Case, wanted: str) -> Decider:
    """Return who decides: by the pack's rules, else who decided before, else by its last rule."""
    deciders = {decider.id: decider for decider in pack.hr_decision.deciders}
    before = case.escalation.policy.decider if case.escalation is not None else ""
    return deciders.get(wanted) or deciders.get(before) or pack.hr_decision.deciders[-1]


def _rung(rung: str | tuple[str, ...]) -> tuple[str, ...]:
    return (rung,) if isinstance(rung, str) else rung


def _is_graver(pack: Pack, outcome: Outcome, newest: Escalation) -> bool:
    return pack.route_rank[outcome.route] > pack.route_rank.get(newest.route, -1)


def _differs(now: Outcome, then: Outcome | None) -> bool:
    return then is None or _result_of(now) != _result_of(then)


def _result_of(outcome: Outcome) -> tuple[str, tuple[str, ...], frozenset[Finding]]:
    return outcome.route, outcome.rules, frozenset(outcome.findings)


def _outcome_of(case: Case, number: int) -> Outcome | None:
    return next((each.outcome for each in case.rounds if each.number == number), None)
