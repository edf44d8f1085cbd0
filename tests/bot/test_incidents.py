"""Harm that somebody reports in a chat: on a case that they see, or with a launch by name."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from flows.cards import Form, Notice
from flows.case import Case
from flows.events import IncidentAsked, IncidentReported, IncidentSent
from flows.views.rounds.reporting import ANOTHER, WHICH
from storage import store
from storage.database import Database
from tests.bot.house import House
from tests.worked import worked

WHAT = "Somebody was dismissed over a report."


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def loaded(house: House, case_id: UUID) -> Case:
    return house.database.transact(store.load, house.keys, case_id)


async def test_the_form_of_the_case_that_was_chosen_comes_next(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    first = await house.says("mira", IncidentAsked())
    assert isinstance(first, Form)
    form = await house.says("mira", IncidentAsked({WHICH: str(case_id)}))
    assert isinstance(form, Form)
    assert (form.view, form.submit.args["case"]) == ("incident_on", str(case_id))
    await house.says("mira", IncidentReported({"harms": ("RK07",), "words": WHAT}), case_id)
    assert [one.words for one in loaded(house, case_id).remedies] == [WHAT]


async def test_whoever_may_not_see_the_case_names_the_launch(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    before = loaded(house, case_id)
    form = await house.says("vik", IncidentAsked({WHICH: str(case_id)}))
    assert isinstance(form, Form)
    assert form.view == "incident"
    assert await house.says("vik", IncidentAsked({WHICH: ANOTHER})) == form
    sent = {"launch": "Workplace mail", "words": WHAT}
    assert isinstance(await house.says("vik", IncidentSent(sent)), Notice)
    assert loaded(house, case_id) == before
