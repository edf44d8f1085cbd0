"""Acts that are known and not taken yet: nothing is kept, and it says so."""

import pytest

from flows.events import (
    AnswersCopied,
    Event,
    Followed,
    HandedOverEarly,
    ItemAssigned,
    MeasuresTaken,
    Triggered,
)
from tests.flows.screening import CASE_ID, played, up_to, words

EVENTS: dict[str, Event] = {
    "hand over": HandedOverEarly(),
    "copy": AnswersCopied(CASE_ID),
    "measures": MeasuresTaken(),
    "change": Triggered("TR01"),
    "find out": ItemAssigned(CASE_ID, 0),
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
