"""Acts that are known and not taken yet: nothing is kept, and it says so."""

import pytest

from flows.events import (
    Event,
    Followed,
)
from tests.flows.screening import played, up_to, words

EVENTS: dict[str, Event] = {
    "follow": Followed(hears=True),
}


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_not_there_yet_changes_nothing_and_says_so(name: str) -> None:
    for run in (played("G02"), up_to("G02", "U01")):
        before = run.case
        run.happens(EVENTS[name])
        assert run.case == before
        assert "This is not there yet" in words(run.notice)
        assert run.turn.effects == ()
