"""What the human rights team agreed of a harm, and what is left of it once measures work.

The first values stay as they were (the pack's `credit`): only a measure that was seen to work
lowers the likelihood, and severity goes down by a recorded act of the team alone.
"""

from collections.abc import Mapping
from dataclasses import replace

from flows.case import Case, Finding, Outcome, Rating
from flows.pack.entry import If
from flows.pack.following import Decider
from flows.pack.model import Pack
from flows.screening.evaluation import holds
from flows.screening.facts import Because, Facts, Rated
from flows.screening.severity import Measured, take_severity


def agreed(pack: Pack, case: Case, risk: str) -> Finding | None:
    """Return a harm as it is agreed now: the team's newest values, else the engine's."""
    finding, rating = case.finding_of(risk), case.agreed_rating(risk)
    if finding is None or rating is None:
        return finding
    return replace(
        finding,
        scale=rating.scale,
        scope=rating.scope,
        repair=rating.repair,
        likelihood=rating.likelihood,
        severity=severity_of(pack, rating),
        dismissed=rating.dismissed,
    )


def decider_of(
    pack: Pack, case: Case, outcome: Outcome, red_lines: Mapping[str, Because]
) -> Decider | None:
    """Return who decides by the pack's rules about the harms as they are agreed now."""
    facts = Facts(pack)
    facts.route, facts.rules = outcome.route, dict.fromkeys(outcome.rules, ())
    facts.red_lines = dict(red_lines)
    every = (agreed(pack, case, each.risk) for each in outcome.findings)
    facts.rated = {one.risk: Rated(one, (), ()) for one in every if one and not one.dismissed}
    deciders = pack.hr_decision.deciders
    return next((each for each in deciders if holds(each.condition, facts) is not None), None)


def severity_of(pack: Pack, rating: Rating) -> int:
    """Return the worst of scale, scope and repair, three serious ones counting as severe."""
    values = {"scale": rating.scale, "scope": rating.scope, "repair": rating.repair}
    return take_severity(pack, {name: Measured(value, ()) for name, value in values.items()}).value


def residual(pack: Pack, case: Case, risk: str) -> Finding | None:
    """Return what is left of a harm: likelihood less what measures that work take from it."""
    now = agreed(pack, case, risk)
    if now is None:
        return None
    credit = pack.credit
    working = sum(one.state.value in credit.states for one in case.measures_of(risk))
    down = min(working * credit.likelihood_down_each, credit.likelihood_down_at_most)
    lowest = min(now.likelihood, credit.likelihood_lowest)
    return replace(now, likelihood=max(now.likelihood - down, lowest))


def holds_of(pack: Pack, case: Case, condition: If, risk: str) -> bool:
    """Tell whether a condition on *this risk* is true of a harm as it is agreed now."""
    finding = agreed(pack, case, risk)
    if finding is None:
        return False
    facts = Facts(pack)
    facts.rated[risk] = Rated(finding, (), ())
    return holds(condition, facts, risk) is not None
