"""The lowest values that the answers allow for a harm, so that going below is seen as such."""

from collections.abc import Mapping

from flows.case import Answers
from flows.pack.model import Pack
from flows.screening.assessment import as_shared
from flows.screening.severity import floors
from flows.screening.walk import Missing, walk


def floors_of(pack: Pack, answers: Answers, risk: str) -> Mapping[str, int]:
    """Return the floor of each dimension of one raised harm."""
    facts = walk(pack, as_shared(pack, answers), Missing.UNSURE).facts
    if risk not in facts.raised:
        return {}
    return {name: measured.value for name, measured in floors(facts, risk).items()}
