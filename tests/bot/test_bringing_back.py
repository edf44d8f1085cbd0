"""What brings a case back without anybody: the day of its review, and another pack."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete

from bot.dispatch import bring_back
from flows.case import Case, Confidentiality
from flows.events import AnswersCopied, CaseOpened, Resumed
from storage import journal, store
from storage.database import Database, Session
from storage.packs import BUILT_IN, read_source
from storage.shelf import Shelf
from storage.tables import DataKeyRow
from tests.bot.house import House, case_of
from tests.worked import worked


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as made:
        yield made


def loaded(house: House, reference: str = "SAL-1") -> Case:
    return house.database.transact(store.find, house.keys, reference)


async def test_a_case_comes_back_on_the_day_of_its_review_and_whoever_takes_part_hears(
    house: House,
) -> None:
    await house.screen(worked("G09"))
    review = loaded(house).review_on
    assert review is not None
    assert await bring_back(house.dispatch) == 0
    await house.clock.advance(timedelta(days=(review - house.clock.now().date()).days))
    assert await bring_back(house.dispatch) == 1
    case = loaded(house)
    assert [one.trigger for one in case.round.openings] == ["TR11"]
    await house.later(timedelta(days=3))  # not at a weekend
    assert "brought_back" in house.views("person:mira")
    assert await bring_back(house.dispatch) == 0, "once"
    assert house.database.transact(journal.verify) == ()


async def test_a_decision_says_when_it_is_asked_again(house: House) -> None:
    await house.screen(worked("G01"))
    case = loaded(house)
    assert case.outcome is not None
    assert case.review_on == case.outcome.at.date() + timedelta(days=case.outcome.next_review_days)


def another_pack(**changed: str) -> Shelf:
    """Return the built-in pack with other texts, or with an option more in a question."""
    source = read_source(BUILT_IN)
    data: dict[str, Any] = deepcopy(dict(source.data))
    for question in data["questions"]:
        if question["id"] in changed:
            if changed[question["id"]] == "reworded":
                question["text"] = "Where will people be able to get it?"
            else:
                new = {"id": "moon", "text": "On the moon"}
                question["options"] = [*question["options"], new]
    data["version"] = "1.1.0"
    return Shelf(replace(source, data=data))


async def test_a_new_pack_asks_only_the_questions_that_it_changed(house: House) -> None:
    await house.screen(worked("G09"))
    before = loaded(house)
    house.dispatch.shelf = another_pack(U03="option")
    assert await bring_back(house.dispatch) == 1
    case = loaded(house)
    assert case.pack == house.dispatch.shelf.accepted.meaning != before.pack
    assert case.round.asks == (("U03", None),)
    assert [one.trigger for one in case.round.openings] == ["TR10"]
    assert case.outcome == before.outcome
    assert await bring_back(house.dispatch) == 0
    form = await house.says("mira", Resumed(), case.id)
    assert "U03" in {one.id for one in form.fields}  # type: ignore[union-attr]


async def test_a_screening_under_way_goes_on_with_the_pack_that_it_began_with(
    house: House,
) -> None:
    await house.start()
    house.dispatch.shelf = another_pack(U03="option")
    assert await bring_back(house.dispatch) == 0
    assert len(loaded(house).rounds) == 1


async def test_a_pack_that_is_only_worded_otherwise_brings_nothing_back(house: House) -> None:
    await house.screen(worked("G09"))
    before = loaded(house)
    house.dispatch.shelf = another_pack(U03="reworded")
    await bring_back(house.dispatch)
    assert loaded(house).rounds == before.rounds
    await house.delivery.deliver()
    assert "brought_back" not in house.views("person:mira")


async def test_answers_are_copied_from_a_case_that_one_may_see_and_from_no_other(
    house: House,
) -> None:
    source = await house.screen(worked("G09"))
    case_id = case_of(await house.start())
    await house.says("mira", AnswersCopied(source), case_id)
    case = loaded(house, "SAL-2")
    assert [each.number for each in case.rounds] == [0, 1]
    assert case.round.openings[0].words == "SAL-1"
    assert case.round.standing == {}
    house.welcome("zoe")
    other = case_of(await house.start("zoe"))
    await house.says("zoe", AnswersCopied(source), other)
    await house.says("zoe", AnswersCopied(other), case_id)
    await house.says("zoe", CaseOpened(), case_id)
    assert len(loaded(house, "SAL-3").rounds) == 1
    assert len(loaded(house, "SAL-2").rounds) == 2
    await house.says("mira", AnswersCopied(UUID(int=7)), case_id)
    assert len(loaded(house, "SAL-2").rounds) == 2


async def test_answers_of_a_case_that_is_not_open_are_copied_nowhere(house: House) -> None:
    source = await house.screen(worked("G09"))
    case = loaded(house)
    closer = replace(case, confidentiality=Confidentiality.RESTRICTED, revision=case.revision + 1)
    house.database.transact(store.save, house.keys, case, closer, house.clock.now())
    case_id = case_of(await house.start())
    await house.says("mira", AnswersCopied(source), case_id)
    assert len(loaded(house, "SAL-2").rounds) == 1


async def test_a_case_that_cannot_be_read_stops_no_other(house: House) -> None:
    first = await house.screen(worked("G09"))
    await house.screen(worked("G09"))
    review = loaded(house).review_on
    assert review is not None
    await house.clock.advance(timedelta(days=(review - house.clock.now().date()).days))
    house.database.transact(_erase, first)
    assert await bring_back(house.dispatch) == 1
    assert len(loaded(house, "SAL-2").rounds) == 2


def _erase(session: Session, case_id: UUID) -> None:
    session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == case_id))
