"""Slack down, too busy, or refusing the token: nothing is lost and nothing is sent twice."""

import pytest
from structlog.testing import capture_logs

from bot.contract import Address, Reader, SentRef, Surface
from flows.cards import Notice
from flows.errors import Transient
from tests.slack import payloads
from tests.slack.faults import Fault
from tests.slack.seated import Office, Site


async def test_slack_down_at_start_is_tried_again(site: Site) -> None:
    site.slack.faults["auth.test"] = ["down"]
    async with site.salient(reached=False) as office:
        assert "Slack was not reached yet" in await office.ready()
        await office.salient.connected()
        assert await office.ready() == "ready\n"
        assert len(office.slack.called("auth.test")) == 2
        await office.begun()
        assert len(office.cases()) == 1


async def test_token_refused_at_start_is_said_and_tried_again(site: Site) -> None:
    site.slack.faults["auth.test"] = ["invalid_auth"]
    async with site.salient(reached=False) as office:
        await office.says("Slack refuses the token")
        await office.salient.connected()
        assert await office.ready() == "ready\n"


async def test_click_before_slack_was_reached_is_answered_in_plain_words(site: Site) -> None:
    site.slack.faults["auth.test"] = ["slow"]
    async with site.salient(reached=False) as office:
        mira = office.person("mira")
        await mira.command("start")
        assert "Slack could not tell me just now who you are" in mira.sees
        assert len(office.cases()) == 0
        site.slack.faults.released.set()
        await office.salient.connected()
        await mira.command("start")
        await office.settled()
        assert "Start the screening" in mira.sees


@pytest.mark.parametrize("fault", ["down", 500, 503, "internal_error", "fatal_error", "lost"])
async def test_slack_down_in_mid_case_loses_no_message(office: Office, fault: Fault) -> None:
    office.slack.faults["chat.postMessage"] = [fault]
    await office.begun()
    assert len(office.posted(office.launches)) == 1  # nobody but the outbox tries again
    assert office.owed()["pending"] == 1
    await office.later(minutes=1)
    assert "pending" not in office.owed()
    assert len(office.posted(office.launches)) == 2
    assert office.messages(office.launches, "SAL-1")


@pytest.mark.parametrize("fault", [429, "429 without Retry-After"])
async def test_slack_too_busy_is_obeyed_and_nothing_is_sent_twice(
    office: Office, fault: Fault
) -> None:
    office.slack.faults["chat.postMessage"] = [fault]
    await office.begun()
    assert len(office.posted(office.launches)) == 1
    await office.later(seconds=0.9)
    assert len(office.posted(office.launches)) == 1
    await office.later(seconds=0.2 if fault == 429 else 60)
    assert len(office.posted(office.launches)) == 2
    await office.later(hours=1)
    assert len(office.posted(office.launches)) == 2
    assert len(office.messages(office.launches, "SAL-1")) == 1


async def test_answer_lost_in_a_direct_message_is_looked_up(office: Office) -> None:
    mira = await office.begun()
    await office.settled()
    office.slack.faults["chat.postMessage"] = ["lost"]
    await mira.closes()
    await office.settled()
    assert office.owed()["pending"] == 1
    await office.later(minutes=1)
    assert "pending" not in office.owed()
    assert len(await office.direct("mira", "You closed the form for SAL-1")) == 1
    assert office.slack.called("conversations.history")


async def test_answer_lost_in_a_channel_is_sent_again_because_nobody_can_look(
    office: Office,
) -> None:
    office.slack.faults["chat.postMessage"] = ["lost"]
    await office.begun()
    await office.later(minutes=1)
    assert len(office.messages(office.launches, "SAL-1")) == 2
    assert not office.slack.called("conversations.history")


@pytest.mark.parametrize("fault", ["account_inactive", "token_revoked", "invalid_auth"])
async def test_token_refused_in_mid_case_costs_no_try_and_loses_nothing(
    office: Office, fault: str
) -> None:
    for method in ("chat.postMessage", "chat.update", "conversations.open", "views.publish"):
        office.slack.faults[method] = [fault] * 999
    await office.begun()
    for _ in range(11):  # more often than a message is tried at all
        assert fault in await office.ready()
        await office.later(minutes=1)
    assert len(office.cases()) == 1
    assert set(office.owed()) == {"pending"}
    office.slack.faults.clear()
    await office.later(minutes=1)
    assert "pending" not in office.owed()
    assert "dead" not in office.owed()
    assert await office.ready() == "ready\n"
    assert len(office.messages(office.launches, "SAL-1")) == 1


@pytest.mark.parametrize("fault", ["is_archived", "token_revoked"])
async def test_nobody_can_tell_that_slack_refused_something_sealed(
    office: Office, fault: str
) -> None:
    sam = office.person("sam")
    await sam.says("concern")
    await office.settled()
    await sam.clicks("Open it here")
    await office.settled()
    await sam.fills({"What happened, or what worries you?": "They look at who talks to whom."})
    await sam.submits()
    await office.settled()
    tries = len(office.posted(office.team))
    office.slack.faults["chat.postMessage"] = [fault]
    with capture_logs() as logged:
        await office.later(hours=1)
    assert len(office.posted(office.team)) == tries + 1
    assert not office.slack.faults["chat.postMessage"]
    assert await office.ready() == "ready\n"
    assert not logged


async def test_app_taken_out_in_mid_case_keeps_the_case_and_what_is_owed(office: Office) -> None:
    slack = office.slack
    slack.faults["chat.postMessage"] = ["account_inactive"]
    await office.begun()
    for event in (payloads.app_uninstalled, payloads.tokens_revoked):
        _, answer = await office.sender.deliver(event(slack.workspace))
        assert answer.status == 200
    assert "install it again" in await office.ready()
    assert (len(office.cases()), office.owed()["pending"]) == (1, 1)
    await office.later(minutes=1)
    assert office.messages(office.launches, "SAL-1")
    assert await office.ready() == "ready\n"


async def test_app_taken_out_of_another_workspace_is_nothing_to_us(office: Office) -> None:
    told = payloads.app_uninstalled(office.slack.workspace) | {"team_id": "T0OTHER"}
    _, answer = await office.sender.deliver(told)
    assert answer.status == 200
    assert await office.ready() == "ready\n"


async def test_message_too_long_is_given_up_and_said_to_the_admin(office: Office) -> None:
    office.slack.faults["chat.postMessage"] = ["msg_too_long"]
    await office.begun()
    await office.settled()
    assert office.owed()["dead"] == 1
    told = await office.direct("ada", "A message could not be delivered")
    assert len(told) == 1
    assert "msg_too_long" in str(told[0]["blocks"])


async def test_limit_of_a_conversation_is_told_from_one_of_the_workspace(office: Office) -> None:
    channel, here = office.salient.salient.slack.channel, Address("slack", office.launches)
    payload = channel.render(Notice(("Hello",)), Reader(), Surface.SHARED)
    office.slack.faults |= {"chat.postMessage": [429], "chat.update": [429]}
    with pytest.raises(Transient) as one:
        await channel.send(here, payload, "key")
    with pytest.raises(Transient) as whole:
        await channel.update(SentRef(here, "1.2"), payload)
    assert (one.value.retry_after, one.value.everywhere) == (1, False)
    assert (whole.value.retry_after, whole.value.everywhere) == (1, True)
