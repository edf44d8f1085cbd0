"""What somebody types, without saying in which screening: answered once, and never a dead end."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from bot.contract import Handled
from flows.cards import Card, Form, Notice
from flows.case import Confidentiality
from flows.events import (
    Answered,
    HelpAsked,
    Intent,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    PageRef,
    Request,
    ResumeAsked,
    StartAsked,
    WindowClosed,
)
from storage import journal, outbox, store
from storage.database import Database
from tests.bot.house import House, buttons_of, case_of, sending
from tests.worked import worked


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def resumed(reply: Form | Card | Notice) -> set[str]:
    """Return the cases that a reply offers to go on with."""
    return {one.args["case"] for one in buttons_of(reply) if one.verb == "resume"}


async def begun(house: House, who: str = "mira") -> UUID:
    """Begin a screening, and answer its first page."""
    form = await house.start(who)
    await house.says(who, sending(form, worked("G01")), case_of(form))
    return case_of(form)


async def test_whoever_has_no_open_screening_is_offered_to_start_one(house: House) -> None:
    await house.screen(worked("G01"))
    reply = await house.says("mira", ResumeAsked())
    assert isinstance(reply, Notice)
    assert [button.verb for button in reply.buttons] == ["start", "list"]


async def test_the_one_open_screening_is_gone_on_with_at_once(house: House) -> None:
    await house.screen(worked("G01"))
    case_id = await begun(house)
    await begun(house, "vik")
    reply = await house.says("mira", ResumeAsked())
    assert isinstance(reply, Form)
    assert case_of(reply) == case_id
    assert reply.submit.args["page"] == "P06"


async def test_several_open_screenings_are_offered_each(house: House) -> None:
    both = {str(await begun(house)), str(await begun(house))}
    reply = await house.says("mira", ResumeAsked())
    assert isinstance(reply, Card)
    assert (reply.view, resumed(reply)) == ("resume", both)


async def test_a_screening_that_one_is_no_longer_named_in_is_not_offered(house: House) -> None:
    await house.screen(worked("RV09"), send=False)
    (case,) = house.database.transact(store.summaries, house.keys)
    assert case.is_draft
    assert (case.confidentiality, case.product_lead) == (Confidentiality.RESTRICTED, "leo")
    for asked in (ResumeAsked(), NotUnderstood()):
        assert resumed(await house.says("leo", asked)) == set()
    assert isinstance(await house.says("mira", ResumeAsked()), Card)


async def test_an_answer_that_was_typed_is_led_back_to_its_form(house: House) -> None:
    reply = await house.says("mira", NotUnderstood())
    assert isinstance(reply, Notice)
    assert resumed(reply) == set()
    case_id = await begun(house)
    reply = await house.says("mira", NotUnderstood())
    assert isinstance(reply, Notice)
    assert resumed(reply) == {str(case_id)}
    kept = house.database.transact(store.load, house.keys, case_id)
    assert kept.round.answers.general["P01"] == worked("G01").name


TYPED = (
    StartAsked(), ResumeAsked(), ListAsked(), HelpAsked(), NotYetAsked("poll"), NotUnderstood(),
)  # fmt: skip


@pytest.mark.parametrize("event", TYPED, ids=lambda event: type(event).__name__)
async def test_a_typed_word_that_arrives_twice_is_answered_once(
    house: House, event: Request
) -> None:
    """Its first answer stands in the chat; a click has none there, and is answered again."""
    await begun(house)
    typed = replace(house.inbound("mira", event, id="typed"), once=True)
    answers = [await house.dispatch.handle(typed) for _ in range(3)]
    assert [len(each.replies) for each in answers] == [1, 0, 0]
    assert answers[2] == Handled((), answers[0].reader)
    clicked = house.inbound("mira", event, id="clicked")
    assert [len((await house.dispatch.handle(clicked)).replies) for _ in range(2)] == [1, 1]


async def test_an_account_that_nobody_met_reads_and_changes_nothing(house: House) -> None:
    case_id = await begun(house)
    with capture_logs() as logged:
        for event in (ListAsked(), ResumeAsked(), NotUnderstood()):
            assert isinstance(await house.says("eve", event, case_id), Notice)
    assert [line["action"] for line in logged] == ["stranger"] * 3
    assert all(set(line) == {"action", "event", "log_level"} for line in logged)


# A window that was closed unsent.


async def closes(house: House, case_id: UUID, who: str = "mira", id: str | None = None) -> Handled:
    return await house.dispatch.handle(house.inbound(who, WindowClosed(), case_id, id))


async def test_whoever_closes_a_window_hears_in_person_where_to_go_on(house: House) -> None:
    case_id = await begun(house)
    for _ in range(3):
        assert (await closes(house, case_id)).replies == ()
        await house.delivery.deliver()
    assert house.views("person:mira") == ["closed"]
    (sent,) = house.channel.sent("person:mira")
    assert "Every page that you sent is saved" in sent.payload["text"]


async def test_the_same_closing_delivered_later_is_no_second_message(house: House) -> None:
    form = await house.start()
    await closes(house, case_of(form), id="closed")
    page = Answered(PageRef("P01"), form.submit.revision, {"P01": "Pocket"}, Intent.LEAVE)
    await house.says("mira", page, case_of(form))
    await closes(house, case_of(form), id="closed")
    await house.delivery.deliver()
    assert house.views("person:mira") == ["closed"]


async def test_a_window_of_somebody_elses_case_closes_without_a_trace(house: House) -> None:
    case_id = await begun(house)
    owed = house.database.transact(outbox.counts)
    refused = await closes(house, case_id, "vik")
    assert isinstance(refused.replies[0], Notice)
    assert house.database.transact(outbox.counts) == owed
    *_, last = house.database.transact(journal.entries, str(case_id))
    assert (last.actor, last.action) == ("vik", "refused")
