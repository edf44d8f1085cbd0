"""Conversations that take no message: the next contact hears, an admin is told what to do."""

import pytest

from storage import outbox
from tests.slack.looking import words
from tests.slack.screening import Screening, screened, severe
from tests.slack.seated import Office, account
from tests.worked import worked

UNREACHABLE = "A message could not be delivered"


def close(office: Office, conversation: str, reason: str) -> None:
    """Let a conversation refuse us for good, as Slack does."""
    found = office.slack.conversations[conversation]
    match reason:
        case "is_archived":
            found.archived = True
        case "not_in_channel":
            found.members.discard(office.slack.workspace.bot_user)
        case "channel_not_found":
            found.private = True
            found.members.discard(office.slack.workspace.bot_user)
        case _:
            raise AssertionError(reason)


def reopen(office: Office, conversation: str) -> None:
    """Let a conversation take us in again, as after an invitation."""
    found = office.slack.conversations[conversation]
    found.archived = False
    found.members.add(office.slack.workspace.bot_user)


async def sent_again(office: Office) -> None:
    """Let the admin have a test message sent to each contact."""
    ada = office.person("ada")
    await ada.command("admin")
    await office.settled()
    await ada.clicks("Send a test message to each")
    await office.settled()


REASONS = {
    "channel_not_found": "Choose another one",
    "not_in_channel": "Invite it there",
    "is_archived": "Choose another one",
}


@pytest.mark.parametrize("reason", REASONS)
async def test_team_that_cannot_be_reached_together_is_told_one_by_one(
    office: Office, reason: str
) -> None:
    close(office, office.team, reason)
    await severe(office)
    assert not office.messages(office.team)
    for member in ("hana", "tim"):
        told = await office.direct(member, "SAL-1 needs the human rights team")
        assert len(told) == 1
    admin = await office.direct("ada", UNREACHABLE)
    assert len(admin) == 1
    assert REASONS[reason] in words(admin[0]["blocks"])


@pytest.mark.parametrize("reason", REASONS)
async def test_launch_channel_that_is_closed_is_told_to_the_admin(
    office: Office, reason: str
) -> None:
    close(office, office.launches, reason)
    mira = await office.begun()
    assert "What is the product or feature called?" in mira.sees
    await office.settled()
    admin = await office.direct("ada", UNREACHABLE)
    assert len(admin) == 1
    assert REASONS[reason] in words(admin[0]["blocks"])
    assert "launch" in words(admin[0]["blocks"])


async def test_admin_is_told_once_a_day_whatever_is_refused(office: Office) -> None:
    close(office, office.launches, "not_in_channel")
    for _ in range(2):
        await office.begun()
        await office.settled()
    assert len(office.cases()) == 2
    assert len(await office.direct("ada", UNREACHABLE)) == 1
    await office.later(days=1)
    await office.begun()
    await office.settled()
    assert len(await office.direct("ada", UNREACHABLE)) == 2


async def test_sealed_case_that_reaches_nobody_is_told_to_no_admin(office: Office) -> None:
    close(office, office.team, "not_in_channel")
    await screened(office, "G01", Z01="confidential")
    await office.later(hours=1)
    assert office.owed()["dead"] == 1
    await office.later(hours=1)  # the next contacts are told at a full hour as well
    assert not await office.direct("ada", UNREACHABLE)
    for member in ("hana", "tim"):
        assert len(await office.direct(member, "needs the human rights team alone")) == 1


async def test_what_was_refused_is_sent_once_after_an_invitation(office: Office) -> None:
    close(office, office.launches, "not_in_channel")
    await office.begun()
    await office.settled()
    assert not office.messages(office.launches, "SAL-1")
    reopen(office, office.launches)
    await sent_again(office)
    await sent_again(office)
    assert len(office.messages(office.launches, "SAL-1")) == 1
    assert "dead" not in office.owed()


async def test_what_the_team_was_not_told_is_sent_once_after_an_invitation(office: Office) -> None:
    close(office, office.team, "not_in_channel")
    await severe(office)
    reopen(office, office.team)
    await sent_again(office)
    await sent_again(office)
    assert len(office.messages(office.team, "SAL-1 needs the human rights team")) == 1
    for member in ("hana", "tim"):
        assert len(await office.direct(member, "SAL-1 needs the human rights team")) == 1


async def test_set_up_sent_again_with_another_conversation_brings_what_is_open(
    office: Office,
) -> None:
    close(office, office.launches, "is_archived")
    await office.begun()
    other = office.slack.channel("launches-2", account("ada"))
    ada = office.person("ada")
    await ada.command("admin")
    await office.settled()
    await ada.clicks("Change")
    await office.settled()
    await ada.fills({"Launch conversation": other})
    await ada.submits()
    await office.settled()
    await office.later(minutes=5)
    assert len(office.messages(other, "SAL-1")) == 1


async def test_person_who_is_not_found_is_told_to_the_admin(office: Office) -> None:
    mira = await office.begun()
    office.slack.faults["conversations.open"] = ["user_not_found"]
    await mira.closes()
    await office.settled()
    await office.settled()
    admin = await office.direct("ada", UNREACHABLE)
    assert len(admin) == 1
    assert "Name somebody else" in words(admin[0]["blocks"])
    assert len(office.cases()) == 1


async def test_message_that_somebody_deleted_is_forgotten(office: Office) -> None:
    walk = Screening(office, await office.begun(), worked("G01"))
    root = office.messages(office.launches, "SAL-1")[0]
    office.slack.screens.remove(office.launches, root["ts"])
    await walk.sent()
    case = office.cases()[0]
    assert (case.launch_status, case.is_draft) == ("cleared", False)
    assert [call.error for call in office.slack.called("chat.update")] == ["message_not_found"]
    assert not office.database.transact(outbox.posted_copies, case.case_id, "root")
    assert not await office.direct("ada", UNREACHABLE)
