"""Who looks whether a measure works: nobody who owns it, did it or owns the case (UNGP 20)."""

from dataclasses import replace

from flows.case import Case, Measure
from flows.people.context import Context


def verified_by_others(case: Case, context: Context, without: str = "") -> Case:
    """Return the case with another verifier where the one there is bound by now.

    It falls to the first of the human rights team who is not, but for `without`.
    """
    measures = tuple(_verified(case, one, context, without) for one in case.measures)
    return replace(case, measures=measures)


def _verified(case: Case, measure: Measure, context: Context, without: str) -> Measure:
    bound = (measure.owner, measure.implemented_by, case.owner)
    if measure.is_done or measure.verifier is None or measure.verifier not in bound:
        return measure
    verifier = context.of_team((*bound, without))
    return replace(measure, verifier=verifier, revision=case.revision)
