"""A message of Slack kept as evidence: signed requests into the whole server."""

import json

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from flows.events import KeepAsked
from storage import store
from storage.database import Session
from storage.tables import KeepingRow
from tests.fakes import NOON
from tests.slack.driver import Person
from tests.slack.faults import Fault
from tests.slack.screening import screened
from tests.slack.seated import Office, account

MARKER = "Quokka-Zanzibar"
TEXT = f"Tested with <nurses> & doctors. {MARKER}"
SENT = TEXT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def choosing(office: Office) -> Person:
    """Let the owner of a case choose a message of the launch conversation to be kept."""
    person = (await screened(office, "G02")).person
    await person.closes()
    message = await office.slack.wrote(account("leo"), office.launches, SENT)
    await person.shortcut_on("salient_keep", office.launches, message["ts"])
    await office.settled()
    return person


def held(office: Office) -> list[KeepAsked | None]:
    """Return what is held for anybody."""

    def every(session: Session) -> list[KeepAsked | None]:
        keys = office.salient.salient.core.keys
        rows = session.exec(select(KeepingRow)).all()
        return [store.keeping(session, keys, row.id, row.person, NOON) for row in rows]

    return office.database.transact(every)


async def test_a_message_is_kept_from_where_it_stands(office: Office) -> None:
    with capture_logs() as logged:
        person = await choosing(office)
        assert "Keep as evidence" in person.sees
        assert "Tested with <nurses> & doctors." in person.sees
        (message,) = held(office)
        assert message is not None
        assert message.text == TEXT
        assert message.link.startswith("https://")
        assert office.launches in message.link
        (case,) = office.cases()
        await person.fills({"Case": f"{case.reference}: {case.name}"})
        await person.submits()
        await office.settled()
        assert f"What of {case.reference} is the message about?" in person.sees
        await person.submits()
        await office.settled()
    assert held(office) == []
    assert logged
    assert MARKER not in str(logged)


async def test_whose_message_it_is_is_known_where_they_are(office: Office) -> None:
    await choosing(office)
    (message,) = held(office)
    assert message is not None
    directory = office.salient.salient.directory
    assert message.author == directory.person_of(office.slack.workspace.team, account("leo"))


async def test_the_message_is_shown_to_nobody_else_and_travels_in_no_metadata(
    office: Office,
) -> None:
    person = await choosing(office)
    before = len(office.slack.called("chat.postMessage"))
    (case,) = office.cases()
    await person.fills({"Case": f"{case.reference}: {case.name}"})
    await person.submits()
    await person.closes()
    await office.settled()
    assert len(office.slack.called("chat.postMessage")) == before
    await office.later(days=1)
    for call in office.slack.calls:
        if call.method.startswith("chat."):
            assert MARKER not in json.dumps(dict(call.args))
        view = call.args.get("view") or {}
        assert MARKER not in str(view.get("private_metadata", ""))
        assert MARKER not in json.dumps(view) or call.args.get("trigger_id")


@pytest.mark.parametrize("fault", ["channel_not_found", 429, 500])
async def test_without_a_link_the_message_is_kept_all_the_same(
    office: Office, fault: Fault
) -> None:
    office.slack.faults["chat.getPermalink"] = [fault]
    person = await choosing(office)
    assert "Keep as evidence" in person.sees
    (message,) = held(office)
    assert message is not None
    assert (message.text, message.link) == (TEXT, "")


async def test_whoever_has_no_case_is_told_and_nothing_is_held(office: Office) -> None:
    message = await office.slack.wrote(account("leo"), office.launches, SENT)
    person = office.person("mira")
    await person.shortcut_on("salient_keep", office.launches, message["ts"])
    await office.settled()
    assert "There is no open case that you can keep a message for." in person.sees
