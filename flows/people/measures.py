"""What somebody needs to change or drop a measure: what a decision asked for is the team's."""

from flows.case import Case, Measure
from flows.pack.model import Pack
from flows.people.authority import Verb
from flows.screening.closing import only_by_team

CONDITION = "condition"
"""The origin of a measure that a decision asked for."""


def planning(measure: Measure) -> Verb:
    """Return what somebody needs to plan a measure, for the first time or anew."""
    return Verb.DROP if measure.origin == CONDITION else Verb.PLAN


def dropping(pack: Pack, case: Case, measure: Measure) -> Verb:
    """Return what somebody needs to say that a measure is not needed.

    What a decision asked for, or a serious harm needs, only the human rights team drops.
    """
    of_team = measure.origin == CONDITION or only_by_team(pack, case, measure.risks)
    return Verb.DROP if of_team else Verb.REFUSE
