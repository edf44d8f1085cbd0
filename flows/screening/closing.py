"""When a risk may be closed: the pack's `closing`, over the whole case."""

from flows.case import Case, MeasureState
from flows.pack.model import Pack
from flows.screening.residual import holds_of


def can_close(pack: Pack, case: Case, risk: str) -> bool:
    """Tell whether every measure of a risk is seen to work or not needed, and nothing unknown."""
    ended = {MeasureState(id) for id in pack.closing.measure_states}
    measures_ended = all(one.state in ended for one in case.measures_of(risk))
    return measures_ended and not any(item.place[1] == risk for item in case.unknowns)


def needs_agreement(pack: Pack, case: Case, risk: str) -> bool:
    """Tell whether somebody outside the product team must agree to close a risk.

    That the human rights team dismissed it is their word already.
    """
    rating = case.agreed_rating(risk)
    if rating is not None and rating.dismissed:
        return False
    return holds_of(pack, case, pack.closing.outside_agreement_if, risk)


def is_serious(pack: Pack, case: Case, risks: tuple[str, ...]) -> bool:
    """Tell whether one of these risks is as severe as the pack asks an outside word for."""
    condition = pack.closing.outside_agreement_if
    return any(holds_of(pack, case, condition, risk) for risk in risks)


def only_by_team(pack: Pack, case: Case, risks: tuple[str, ...]) -> bool:
    """Tell whether only the human rights team may say that a measure of these is not needed."""
    states = {state.id: state for state in pack.measure_states}
    condition = states[MeasureState.NOT_NEEDED.value].only_by_if
    return condition is not None and any(holds_of(pack, case, condition, risk) for risk in risks)
