"""Everybody's own page: drawn anew when it shows something else, with the rights of whose it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bot.dispatch.owing import _on_a_page, owe_homes
from flows.cards import Card, Form, Reply
from flows.case import Confidentiality, ExpertQuestion, MeasureState, Stage
from flows.errors import Permanent
from flows.events import CaseOpened, ListAsked, Resumed, Submitted
from storage import outbox, store
from storage.database import Database
from tests.bot.house import NOON, House, buttons_of, case_of, sending
from tests.worked import worked

PRODUCT_SIDE = {"mira", "leo"}
TEAM = {"hana", "ida"}


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url), homes=frozenset({"memory"})) as house:
        house.welcome("ida", "human_rights_lead")
        yield house


async def drawn(house: House) -> set[str]:
    """Deliver, and return on whose page something was drawn by it."""
    before = {place: len(pages) for place, pages in house.channel.pages.items()}
    await house.delivery.deliver()
    after = house.channel.pages.items()
    return {place.removeprefix("person:") for place, p in after if len(p) > before.get(place, 0)}


def page(house: House, who: str) -> str:
    """Return what somebody's page shows."""
    text: str = house.channel.pages[f"person:{who}"][-1]["text"]
    return text


async def answer(house: House, reply: Reply, product: str, who: str = "mira") -> Form:
    """Send a page as a worked product answers it, and return the next."""
    case_id = case_of(reply)
    assert isinstance(reply, Form)
    shown = await house.says(who, sending(reply, worked(product)), case_id)
    assert isinstance(shown, Form)
    return shown


async def up_to(house: House, question: str, product: str) -> Form:
    """Answer every page before that of a question, and return its page."""
    form = await house.start()
    while question not in [one.id for one in form.fields]:
        form = await answer(house, form, product)
    return form


async def test_a_case_appears_on_the_page_of_everybody_whom_it_concerns(house: House) -> None:
    await house.start()
    assert await drawn(house) == PRODUCT_SIDE | TEAM
    for who in PRODUCT_SIDE | TEAM:
        assert "SAL-1" in page(house, who)
    assert await drawn(house) == set()


async def test_a_page_is_drawn_anew_only_when_it_shows_something_else(house: House) -> None:
    form = await house.start()
    await drawn(house)
    form = await answer(house, form, "G02")  # the launch has a name now
    assert await drawn(house) == PRODUCT_SIDE | TEAM
    assert worked("G02").name in page(house, "hana")
    for _ in range(3):
        form = await answer(house, form, "G02")
        assert await drawn(house) == set()
    await house.says("mira", Resumed(), case_of(form))
    await house.says("hana", CaseOpened(), case_of(form))
    assert await drawn(house) == set()


async def test_the_page_of_who_takes_part_changes_with_the_first_answer(house: House) -> None:
    form = await answer(house, await house.start(), "G02")
    await drawn(house)
    assert "leo" not in _participants(house, case_of(form))
    form = await answer(house, form, "G02", "leo")
    assert "leo" in _participants(house, case_of(form))
    assert "leo" in await drawn(house)
    await answer(house, form, "G02", "leo")
    assert await drawn(house) == set()


def _participants(house: House, case_id: UUID) -> tuple[str, ...]:
    return house.database.transact(store.load, house.keys, case_id).participants


async def test_whoever_is_told_of_a_case_has_it_on_their_page(house: House) -> None:
    case_id = await house.screen(worked("G05"), send=False)
    assert await drawn(house) == PRODUCT_SIDE | TEAM
    review = await house.says("mira", Resumed(), case_id)
    assert isinstance(review, Card)
    await house.says("mira", Submitted(review.buttons[0].revision), case_id)
    assert await drawn(house) == PRODUCT_SIDE | TEAM | {"sam", "lea"}
    assert "SAL-1" in page(house, "sam")
    assert "vik" not in {place.removeprefix("person:") for place in house.channel.pages}


async def test_a_page_loses_a_case_that_was_closed_to_whose_it_is(house: House) -> None:
    form = await up_to(house, "E03", "RV09")
    await drawn(house)
    assert "SAL-1" in page(house, "leo")
    await house.says("mira", sending(form, worked("RV09")), case_of(form))
    case = house.database.transact(store.load, house.keys, case_of(form))
    assert (case.confidentiality, case.participants) == (Confidentiality.RESTRICTED, ("mira",))
    assert "leo" in await drawn(house)
    assert "SAL-1" not in page(house, "leo")
    assert worked("RV09").name not in page(house, "leo")
    for who in ("mira", "hana"):
        assert "SAL-1" in page(house, who)


async def test_a_case_that_was_handed_over_leaves_the_page_of_who_had_it(house: House) -> None:
    case_id = case_of(await house.start())
    await drawn(house)
    after = house.database.transact(store.load, house.keys, case_id)
    before = replace(after, owner="vik", participants=("sam",), revision=after.revision - 1)
    roster = house.database.transact(house.register.roster)
    house.database.transact(owe_homes, roster, house.homes, before, after, house.clock.now())
    assert await drawn(house) >= {"vik", "sam"}


async def test_a_concern_comes_to_the_pages_of_the_team_at_the_full_hour(house: House) -> None:
    form = await up_to(house, "Z01", "RV08")
    await drawn(house)
    await house.says("mira", sending(form, worked("RV08")), case_of(form))
    sealed = next(
        one
        for one in house.database.transact(store.summaries, house.keys)
        if one.confidentiality is Confidentiality.SEALED
    )
    assert await drawn(house) == set()
    owed = house.database.transact(
        outbox.claim, 20, timedelta(0), house.clock.now() + timedelta(hours=1), "sealed"
    )
    assert {one.owed.recipient for one in owed if one.owed.view == "home"} == TEAM
    await house.clock.advance(timedelta(hours=1))
    assert await drawn(house) == TEAM
    for who in TEAM:
        assert sealed.reference in page(house, who)
    assert sealed.reference not in page(house, "mira")


async def test_where_nobody_has_a_page_none_is_owed(database_url: str) -> None:
    with House(Database(database_url)) as house:
        await house.start()
        await house.delivery.deliver()
        assert house.channel.pages == {}
        assert house.database.transact(outbox.counts) == {"sent": 1}


async def test_a_page_that_is_not_taken_is_told_to_nobody(house: House) -> None:
    house.welcome("ada", "admin")
    house.channel.refuses["person:leo"] = Permanent("gone", reason="account_gone")
    await house.start()
    assert "leo" not in await drawn(house)
    assert house.views("person:ada") == []
    assert house.database.transact(outbox.counts)["dead"] == 1


async def test_a_page_is_drawn_anew_when_a_clock_a_measure_or_a_question_changes(
    house: House,
) -> None:
    case_id = await house.screen(worked("G02"))
    await drawn(house)
    case = house.database.transact(store.load, house.keys, case_id)
    (pending,) = case.escalations
    first = case.measures[0]
    planned = replace(first, stages=(*first.stages, Stage(MeasureState.PLANNED, "mira", NOON)))
    noted = replace(planned, stages=(*planned.stages, replace(planned.stages[-1], words="typed")))
    asked = ExpertQuestion(UUID(int=1), ("P04", None), "otto", "mira", NOON, 1)
    for before, after, changes in (
        (case, replace(case, escalations=(replace(pending, rung=1),)), True),
        (case, case.with_measure(planned), True),
        (case.with_measure(planned), case.with_measure(noted), False),
        (case, replace(case, expert_questions=(asked,)), True),
        (case, replace(case, revision=case.revision + 1), False),
    ):
        assert (_on_a_page(before) != _on_a_page(after)) is changes


async def test_somebody_sees_one_section_of_their_page_whole(house: House) -> None:
    for _ in range(12):
        await house.start()
    page = await house.says("mira", ListAsked())
    assert "And 2 more" in str(page)
    whole = await house.says("mira", ListAsked("mine"))
    assert isinstance(whole, Card)
    assert len([one for one in buttons_of(whole) if one.verb == "resume"]) == 12
