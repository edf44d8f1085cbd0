"""One turn, one transaction: saved once, answered always, nobody overwritten."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.delivery import LEASE
from flows.cards import Card, Form, Notice, Reply
from flows.case import Confidentiality
from flows.events import (
    Answered,
    CaseOpened,
    ListAsked,
    PageRef,
    Resumed,
    SmallestChangeAsked,
    StartConfirmed,
    Submitted,
)
from storage import journal, outbox, store
from storage.database import Database, Session
from storage.figures import contents
from storage.tables import CaseRow
from tests.bot.house import House, buttons_of, case_of, sending
from tests.worked import worked


class Broken(Exception):
    """The world breaks before the commit."""


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


async def test_a_page_that_was_sent_is_saved_before_it_is_answered(house: House) -> None:
    form = await house.start()
    reply = await house.says("mira", sending(form, worked("G01")), case_of(form))
    assert isinstance(reply, Form)
    case = house.database.transact(store.load, house.keys, case_of(form))
    assert case.round.answers.general["P04"] == ("none",)
    assert reply.submit.args["page"] == "P06"


async def test_only_a_turn_that_leaves_something_to_send_wakes_the_delivery(house: House) -> None:
    woken: list[bool] = []
    house.dispatch.wake = lambda: woken.append(True)
    form = await house.start()
    assert woken == [True]  # the root message
    await house.says("mira", sending(form, worked("G01")), case_of(form))
    await house.says("mira", ListAsked())
    assert woken == [True]


async def test_same_event_three_times_acts_once(house: House) -> None:
    form = await house.start()
    event = sending(form, worked("G01"))
    replies = [await house.says("mira", event, case_of(form), id="again") for _ in range(3)]
    counts = house.database.transact(contents)
    assert counts["answers"] == 5
    assert [r.submit.args["page"] for r in replies if isinstance(r, Form)] == ["P06"] * 3


async def test_private_wish_delivered_twice_opens_one_sealed_case(house: House) -> None:
    product = worked("RV08")
    form: Reply = await house.start()
    case_id = case_of(form)
    while isinstance(form, Form) and form.fields[0].id != "Z01":
        form = await house.says("mira", sending(form, product), case_id)
    assert isinstance(form, Form)
    for _ in range(3):
        await house.says("mira", sending(form, product), case_id, id="the wish")
    references = house.database.transact(every_reference)
    assert len(references) == 2
    assert house.database.transact(contents)["cases"] == 1, "a sealed one is not counted"


def every_reference(session: Session) -> list[str]:
    return list(session.exec(select(CaseRow.reference)))


async def test_reply_to_a_prompt_delivered_twice_is_kept_once(house: House) -> None:
    prompt: Reply = await house.start()
    case_id = case_of(prompt)
    while isinstance(prompt, Form) and prompt.view != "prompt":
        careless = {"U04": "no"} if prompt.fields[0].id == "U01" else {}
        prompt = await house.says("mira", sending(prompt, worked("G05"), **careless), case_id)
    assert isinstance(prompt, Form)
    for _ in range(3):
        await house.says("mira", sending(prompt, worked("G05")), case_id, id="the reply")
    assert house.database.transact(contents)["replies to prompts"] == 1


async def test_a_message_that_nobody_hears_is_said_loudly(house: House) -> None:
    """Nobody of this house is the DSA compliance officer, whom the pack wants told."""
    with capture_logs() as logged:
        await house.screen(worked("G04"))
    assert [line["view"] for line in logged if line["action"] == "unreached"] == ["informed"]


async def test_a_start_delivered_twice_begins_one_case(house: House) -> None:
    forms = [await house.says("mira", StartConfirmed(), id="start") for _ in range(2)]
    assert house.database.transact(contents)["cases"] == 1
    assert len({case_of(form) for form in forms}) == 1


async def test_an_event_that_was_never_stored_is_handled_when_it_comes_again(house: House) -> None:
    form = await house.start()
    inbound = house.inbound("mira", sending(form, worked("G01")), case_of(form), "broken")

    def breaks(session: Session) -> None:
        house.dispatch.turn(session, inbound, house.clock.now())
        raise Broken

    with pytest.raises(Broken):
        house.database.transact(breaks)
    assert house.database.transact(contents)["answers"] == 0
    await house.dispatch.handle(inbound)
    assert house.database.transact(contents)["answers"] == 5


async def test_two_people_on_one_page_both_keep_what_they_wrote(house: House) -> None:
    form = await house.start()
    case = case_of(form)
    product = worked("G01")
    await house.says("mira", sending(form, product, P02="what Mira wrote"), case)
    reply = await house.says("leo", sending(form, product, P02="what Leo wrote"), case)
    assert isinstance(reply, Form)
    field = next(one for one in reply.fields if one.id == "P02")
    assert field.value == "what Leo wrote"
    assert "what Mira wrote" in "".join(map(str, field.aside))
    kept = house.database.transact(store.load, house.keys, case)
    assert kept.round.answers.general["P02"] == "what Mira wrote"
    ref = PageRef.read(reply.submit.args["page"])
    values = {one.id: one.value or "" for one in reply.fields}
    await house.says("leo", Answered(ref, reply.submit.revision, values), case)
    kept = house.database.transact(store.load, house.keys, case)
    assert kept.round.answers.general["P02"] == "what Leo wrote"


async def test_two_people_at_the_same_moment_lose_nothing(house: House) -> None:
    form = await house.start()
    case = case_of(form)
    product = worked("G01")
    both = (
        house.says("mira", sending(form, product, P02="what Mira wrote"), case),
        house.says("leo", sending(form, product, P02="what Leo wrote"), case),
    )
    replies = await asyncio.gather(*both)
    kept = house.database.transact(store.load, house.keys, case)
    first = kept.round.answers.general["P02"]
    asides = [
        "".join(map(str, one.aside)) for r in replies if isinstance(r, Form) for one in r.fields
    ]
    assert sum(str(first) in aside for aside in asides) == 1


@pytest.mark.parametrize("id", ["G01", "G02", "G05"])
async def test_a_worked_product_ends_in_its_route(house: House, id: str) -> None:
    case_id = await house.screen(worked(id))
    case = house.database.transact(store.load, house.keys, case_id)
    assert case.round.outcome is not None
    assert case.round.outcome.route == worked(id).expect["route"]
    assert list(case.round.outcome.rules) == worked(id).expect["rules"]
    assert case.launch_status == worked(id).expect["launch"]
    assert house.database.transact(journal.verify) == ()


async def test_an_early_rule_tells_the_team_before_the_end(house: House) -> None:
    await house.screen(worked("G02"), send=False)
    await house.delivery.deliver()
    views = [sent.payload["view"] for sent in house.channel.sent("team")]
    assert views == ["early"]


async def test_severe_screening_reaches_the_team_and_the_product_lead_once(house: House) -> None:
    await house.screen(worked("G02"))
    for _ in range(3):
        await house.delivery.deliver()
    assert [s.payload["view"] for s in house.channel.sent("team")] == ["early", "submitted"]
    assert [s.payload["view"] for s in house.channel.sent("person:leo")] == ["informed"]


async def test_a_case_that_is_missing_and_one_that_is_not_yours_sound_the_same(
    house: House,
) -> None:
    case_id = await house.screen(worked("G02"))
    stranger = await house.says("vik", CaseOpened(), case_id)
    missing = await house.says("vik", CaseOpened(), uuid4())
    assert isinstance(stranger, Notice)
    assert stranger == missing
    entries = house.database.transact(journal.entries, str(case_id))
    assert [e.action for e in entries if e.actor == "vik"] == ["refused"]


async def test_the_smallest_change_is_for_the_team_alone(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    refused = await house.says("mira", SmallestChangeAsked(), case_id)
    assert isinstance(refused, Notice)
    shown = await house.says("hana", SmallestChangeAsked(), case_id)
    assert isinstance(shown, Card)
    assert shown.view == "smallest_change"


async def test_whoever_was_told_may_open_an_open_case(house: House) -> None:
    case_id = await house.screen(worked("G05"))
    for who in ("sam", "lea", "hana", "leo", "mira"):
        assert isinstance(await house.says(who, CaseOpened(), case_id), Card), who


async def test_naming_a_launch_that_is_open_already_is_said_to_whoever_may_open_it(
    house: House,
) -> None:
    await house.screen(worked("G01"), send=False)
    form = await house.start()
    reply = await house.says(
        "mira", sending(form, worked("G01"), P01="POCKET  calculator App"), case_of(form)
    )
    assert "SAL-1" in str(reply)
    other = await house.start("vik")
    silent = await house.says("vik", sending(other, worked("G01")), case_of(other))
    assert "SAL-1" not in str(silent)


async def test_private_wish_opens_a_sealed_case_that_the_team_alone_sees(house: House) -> None:
    case_id = await house.screen(worked("RV08"))
    await house.delivery.deliver()
    assert house.channel.sent("team") == []
    with capture_logs() as logged:
        await house.later(timedelta(hours=1))
    assert [sent.payload["view"] for sent in house.channel.sent("team")] == ["concern"]
    assert logged == []
    listed = await house.says("hana", ListAsked())
    sealed = next(
        summary
        for summary in house.database.transact(store.summaries, house.keys)
        if summary.confidentiality is Confidentiality.SEALED
    )
    assert sealed.reference in str(listed)
    assert sealed.reference not in str(await house.says("mira", ListAsked()))
    assert isinstance(await house.says("hana", CaseOpened(), sealed.case_id), Card)
    assert isinstance(await house.says("mira", CaseOpened(), sealed.case_id), Notice)
    shared = house.database.transact(store.load, house.keys, case_id)
    assert shared.round.answers.general["Z01"] == ("answered",)
    opened, *_ = house.database.transact(journal.entries, str(sealed.case_id))
    assert (opened.action, opened.actor) == ("concern_opened", "salient")


async def test_a_restricted_case_names_whoever_was_answering(house: House) -> None:
    case_id = await house.screen(worked("RV09"))
    await house.delivery.deliver()
    assert isinstance(await house.says("mira", Resumed(), case_id), Card)
    assert isinstance(await house.says("leo", Resumed(), case_id), Notice)
    assert house.channel.sent("person:leo") == []
    root = house.channel.sent("launch")[0].payload["text"]
    assert "with the human rights team" in root
    assert "since" not in root


async def test_what_is_owed_holds_ids_and_no_words(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    rows = house.database.transact(outbox.claim, 50, LEASE, house.clock.now())
    assert rows
    for row in rows:
        of_one_person = {"who": row.owed.recipient} if "who" in row.owed.args else {}
        assert row.owed.args == {"case": str(case_id), **of_one_person}


async def test_a_stale_review_sends_nothing(house: House) -> None:
    case_id = await house.screen(worked("G01"), send=False)
    reply = await house.says("mira", Submitted(1), case_id)
    assert isinstance(reply, Card)
    assert reply.view == "review"
    assert any(button.verb == "submit" for button in buttons_of(reply))
    case = house.database.transact(store.load, house.keys, case_id)
    assert case.round.outcome is None
