"""What another system reports of a launch: signed, taken once, and answered without content."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from standardwebhooks import Webhook

from bot.dispatch.hooking import fire
from bot.web.app import Health, make_app
from bot.web.hooks import Hooks
from flows.case import Case, Confidentiality
from flows.casework.rounds.triggering import by_hook
from flows.errors import Conflict
from flows.events import ClassChanged, Withdrawn
from storage import journal, store
from storage.database import Database
from tests.bot.house import House
from tests.worked import the_pack, worked

SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEW_COUNTRY = '{"launch": "SAL-1", "trigger": "TR02", "words": "On sale in Brazil from May."}'


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    with House(Database(database_url)) as made:
        yield made


class Sender:
    """Another system, which signs what it sends."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self._client = client

    async def sends(
        self,
        body: str,
        id: str = "msg-1",
        *,
        signs: str | None = None,
        age: timedelta = timedelta(),
    ) -> tuple[int, Mapping[str, Any]]:
        at = datetime.now(UTC) - age
        headers = {
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(id, at, signs or body),
        }
        return await self.posts(body, headers)

    async def posts(self, body: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
        answer = await self._client.post("/hooks/launches", data=body, headers=dict(headers))
        return answer.status, await answer.json()


def hooks(house: House) -> Hooks:
    triggers = frozenset(each.id for each in by_hook(the_pack()))
    turn = partial(fire, house.dispatch)
    return Hooks(SECRET, turn, triggers, frozenset(the_pack().question))


async def _ready() -> Health:
    return Health()


@pytest.fixture
async def sender(house: House) -> AsyncIterator[Sender]:
    app = make_app(the_pack().in_language("en"), _ready, hooks=hooks(house))
    async with TestClient(TestServer(app)) as client:
        yield Sender(client)


def loaded(house: House, reference: str = "SAL-1") -> Case:
    return house.database.transact(store.find, house.keys, reference)


async def test_a_message_asks_again_what_its_trigger_touches_and_says_who_said_so(
    house: House, sender: Sender
) -> None:
    await house.screen(worked("G09"))
    assert await sender.sends(NEW_COUNTRY) == (202, {"kept": True})
    case = loaded(house)
    [opening] = case.round.openings
    assert (opening.trigger, opening.by) == ("TR02", "hook")
    assert opening.words == "On sale in Brazil from May."
    assert ("U03", None) in case.round.asks
    await house.delivery.deliver()
    assert "brought_back" in house.views("person:mira")
    last = house.database.transact(journal.entries, str(case.id))[-1]
    assert (last.actor, last.action) == ("hook", "triggered")


async def test_a_second_delivery_changes_nothing_and_is_answered_alike(
    house: House, sender: Sender
) -> None:
    await house.screen(worked("G09"))
    await sender.sends(NEW_COUNTRY)
    before = loaded(house)
    assert await sender.sends(NEW_COUNTRY) == (202, {"kept": True})
    assert loaded(house) == before


async def test_a_change_of_law_asks_again_what_the_message_names(
    house: House, sender: Sender
) -> None:
    await house.screen(worked("G09"))
    body = '{"launch": "SAL-1", "trigger": "TR09", "questions": ["U03", "U06"]}'
    assert (await sender.sends(body))[0] == 202
    assert set(loaded(house).round.asks) == {("U03", None), ("U06", None)}


async def test_every_case_of_the_launch_comes_back_except_one_that_was_withdrawn(
    house: House, sender: Sender
) -> None:
    first = await house.screen(worked("G09"))
    await house.screen(worked("G09"))
    await house.screen(worked("G09"))
    await house.says("mira", Withdrawn({"reason": "Not built after all."}), first)
    withdrawn = loaded(house)
    assert (await sender.sends(NEW_COUNTRY))[0] == 202
    assert loaded(house) == withdrawn
    for reference in ("SAL-2", "SAL-3"):
        assert loaded(house, reference).round.is_open


async def test_a_launch_that_is_still_screened_is_left_as_it_is(
    house: House, sender: Sender
) -> None:
    await house.screen(worked("G09"), send=False)
    before = loaded(house)
    assert (await sender.sends(NEW_COUNTRY))[0] == 202
    assert loaded(house) == before


async def test_a_sealed_case_is_answered_like_one_that_is_not_there(
    house: House, sender: Sender
) -> None:
    case_id = await house.screen(worked("G02"))
    house.welcome("hilda", "human_rights_lead")
    values = {"confidentiality": "sealed", "reason": "People could be harmed."}
    await house.says("hilda", ClassChanged(0, values), case_id)
    before = loaded(house)
    assert before.confidentiality is Confidentiality.SEALED
    sealed = await sender.sends(NEW_COUNTRY)
    assert sealed == await sender.sends(NEW_COUNTRY.replace("SAL-1", "SAL-99"), "msg-2")
    assert sealed[0] == 404
    assert loaded(house) == before


@pytest.mark.parametrize("signs", [NEW_COUNTRY.replace("TR02", "TR03"), " "])
async def test_a_signature_that_does_not_fit_is_refused(
    house: House, sender: Sender, signs: str
) -> None:
    await house.screen(worked("G09"))
    status, said = await sender.sends(NEW_COUNTRY, signs=signs)
    assert (status, list(said)) == (401, ["error"])
    assert not loaded(house).round.is_open


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-id": "1", "webhook-timestamp": "soon", "webhook-signature": "v1,AAAA"},
        {"webhook-id": "1", "webhook-timestamp": "NOW", "webhook-signature": "AAAA"},
        {"webhook-id": "1", "webhook-timestamp": "NOW", "webhook-signature": "v1,A"},
    ],
)
async def test_what_is_no_signature_at_all_is_refused(
    house: House, sender: Sender, headers: Mapping[str, str]
) -> None:
    now = str(int(datetime.now(UTC).timestamp()))
    dated = {name: value.replace("NOW", now) for name, value in headers.items()}
    assert (await sender.posts(NEW_COUNTRY, dated))[0] == 401


async def test_an_old_message_is_refused(house: House, sender: Sender) -> None:
    assert (await sender.sends(NEW_COUNTRY, age=timedelta(minutes=6)))[0] == 401


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("{", 400, "JSON"),
        ('{"trigger": "TR02"}', 400, "launch"),
        ('{"launch": "SAL-1", "trigger": "TR02", "note": "x"}', 400, "note"),
        ('{"launch": "SAL-1", "trigger": "TR04"}', 422, "TR02"),
        ('{"launch": "SAL-1", "trigger": "TR10"}', 422, "TR02"),
        ('{"launch": "SAL-1", "trigger": "TR09", "questions": ["Q"]}', 422, "questions"),
    ],
)
async def test_a_message_that_cannot_be_meant_says_what_to_mend(
    sender: Sender, body: str, status: int, says: str
) -> None:
    found, answer = await sender.sends(body)
    assert found == status
    assert says in answer["error"]


async def test_what_was_sent_wrongly_is_not_said_back(sender: Sender) -> None:
    _, answer = await sender.sends('{"launch": {"secret": "mail"}, "trigger": "TR02"}')
    assert "mail" not in answer["error"]


async def test_when_somebody_saved_first_the_sender_is_asked_to_send_again(house: House) -> None:
    async def conflicts(_: object) -> bool:
        raise Conflict

    busy = replace(hooks(house), fire=conflicts)
    app = make_app(the_pack().in_language("en"), _ready, hooks=busy)
    async with TestClient(TestServer(app)) as client:
        assert (await Sender(client).sends(NEW_COUNTRY))[0] == 503


async def test_without_a_secret_there_is_no_such_address() -> None:
    async with TestClient(TestServer(make_app(the_pack().in_language("en"), _ready))) as client:
        assert (await client.post("/hooks/launches", data=NEW_COUNTRY)).status == 404
