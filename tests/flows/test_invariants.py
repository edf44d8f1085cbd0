"""The invariants of the content hold for whatever somebody answers."""

import pytest
from hypothesis import given, settings

from flows.screening.assessment import assess
from tests.flows.answer_sets import SAME_EVERY_TIME, Scenario, scenarios
from tests.flows.invariants import PROPERTIES, Property
from tests.worked import the_pack

EXAMPLES = settings(SAME_EVERY_TIME, max_examples=150)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
@EXAMPLES
@given(scenario=scenarios())
def test_invariant(holds: Property, scenario: Scenario) -> None:
    pack = the_pack()
    assert holds(pack, assess, scenario.answers(pack), scenario.chance())


def test_answer_sets_reach_every_route_every_module_and_nearly_every_harm() -> None:
    pack = the_pack()
    routes: set[str] = set()
    modules: set[str] = set()
    harms: set[str] = set()

    @EXAMPLES
    @given(scenario=scenarios())
    def look(scenario: Scenario) -> None:
        result = assess(pack, scenario.answers(pack))
        routes.add(result.route)
        modules.update(result.modules)
        harms.update(result.raised)

    look()
    assert routes == set(pack.route)
    assert modules == set(pack.module)
    assert len(harms) >= 25
    assert harms <= set(pack.risk)
