"""The properties bite: each wrong pack and each wrong evaluator breaks those that watch over it."""

from functools import partial
from random import Random

import pytest
from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample

from flows.pack.model import Pack
from flows.screening.assessment import assess
from tests.flows.pack.answer_sets import SAME_EVERY_TIME, Scenario, scenarios
from tests.flows.pack.invariants import PROPERTIES, Assess, Property
from tests.flows.pack.mutations import MUTATIONS, Mutation
from tests.flows.pack.wrong_evaluators import WRONG
from tests.worked import the_pack

SEARCH = settings(SAME_EVERY_TIME, max_examples=1000, phases=[Phase.generate])


def broken(holds: Property, pack: Pack, assess: Assess, scenario: Scenario) -> bool:
    return not holds(pack, assess, scenario.answers(pack), scenario.chance())


def somebody_breaks(holds: Property, pack: Pack, assess: Assess) -> bool:
    """Tell whether some answer set breaks a property; the search ends with the first."""
    breaks = partial(broken, holds, pack, assess)
    try:
        find(scenarios(), breaks, settings=SEARCH, random=Random(0))
    except NoSuchExample:
        return False
    return True


@pytest.mark.parametrize(
    ("mutation", "holds"),
    [
        pytest.param(mutation, holds, id=f"{mutation.name}-{holds.__name__}")
        for mutation in MUTATIONS
        for holds in mutation.killed_by
    ],
)
def test_wrong_pack_breaks_the_property(mutation: Mutation, holds: Property) -> None:
    assert somebody_breaks(holds, mutation.pack(), assess)


@pytest.mark.parametrize(
    ("wrong", "holds"),
    [
        pytest.param(wrong, holds, id=f"{wrong.__name__}-{holds.__name__}")
        for wrong, properties in WRONG.items()
        for holds in properties
    ],
)
def test_wrong_evaluator_breaks_the_property(wrong: Assess, holds: Property) -> None:
    assert somebody_breaks(holds, the_pack(), wrong)


def test_every_property_has_been_seen_to_break() -> None:
    seen = {holds for mutation in MUTATIONS for holds in mutation.killed_by}
    seen |= {holds for properties in WRONG.values() for holds in properties}
    assert seen >= set(PROPERTIES)


def test_every_wrong_pack_has_a_property_that_notices() -> None:
    assert all(mutation.killed_by for mutation in MUTATIONS)
