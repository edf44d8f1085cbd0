"""Socket Mode: the same walk without a public address, and a connection that is made anew."""

import gc

import pytest
from structlog.testing import capture_logs

from bot.channels.slack.socket import Pulse
from tests.slack.screening import Screening
from tests.slack.seated import Office, Site, until
from tests.slack.server import CONNECT
from tests.worked import worked

QUICK = Pulse(ping=0.05, silence=0.3)
CALM = Pulse(ping=0.2, silence=30)


async def opened(office: Office, connections: int) -> None:
    """Wait until so many connections were asked for, and the newest is there."""
    await office.asked_of_slack(CONNECT, connections)
    await office.salient.connected()
    await office.slack.socket.connected()


async def test_screening_goes_through_the_socket(site: Site) -> None:
    async with site.salient(on_socket=True) as office:
        walk = Screening(office, await office.begun(), worked("G01"))
        await walk.sent()
        assert [case.launch_status for case in office.cases()] == ["cleared"]
        assert office.messages(office.launches, "SAL-1")
        await walk.person.says("mine")
        await office.settled()
        assert "could not" not in walk.person.sees


async def test_word_that_comes_twice_over_the_socket_has_one_answer(site: Site) -> None:
    async with site.salient(on_socket=True) as office:
        mira = office.person("mira")
        await mira.says("help")
        assert (await mira.again()).status == 200
        await office.settled()
        assert len(await office.direct("mira", "What Salient does")) == 1


async def test_interaction_that_is_nothing_for_us_is_acknowledged(site: Site) -> None:
    async with site.salient(on_socket=True) as office:
        _, answer = await office.sender.deliver({"type": "block_suggestion", "action_id": "x"})
        assert answer.status == 200


async def test_there_is_no_address_while_a_socket_is_listened_to(site: Site) -> None:
    async with site.salient(on_socket=True) as office:
        with pytest.raises(AssertionError, match="answered 404"):
            await office.salient.person(office.person("mira").user).command("start")


async def test_socket_that_slack_drops_is_opened_again(site: Site) -> None:
    async with site.salient(on_socket=True, pulse=Pulse(ping=0.05, silence=30)) as office:
        await opened(office, 1)
        await office.slack.socket.drop()
        await opened(office, 2)
        mira = office.person("mira")
        await mira.command("start")
        await mira.waits_for("Start the screening")


async def test_socket_that_went_silent_is_made_anew(site: Site) -> None:
    async with site.salient(on_socket=True, pulse=QUICK) as office:
        await opened(office, 1)
        office.slack.socket.freeze()
        await opened(office, 2)
        office.slack.socket.thaw()
        await office.says("ready")
        mira = office.person("mira")
        await mira.command("start")
        await mira.waits_for("Start the screening")


async def test_watchdog_does_what_the_client_of_the_sdk_hangs_over(site: Site) -> None:
    async with site.salient(on_socket=True, pulse=QUICK) as office:
        await opened(office, 1)
        site.slack.faults[CONNECT] = ["slow"]
        with capture_logs() as logged:
            await site.slack.socket.drop()
            await opened(office, 3)  # the second call hangs to the end
        assert "slack.silent" in [entry["action"] for entry in logged]
        mira = office.person("mira")
        await mira.command("start")
        await mira.waits_for("Start the screening")


async def test_app_token_that_is_refused_is_said_and_tried_again(site: Site) -> None:
    site.slack.faults[CONNECT] = ["invalid_auth", 500]
    async with site.salient(on_socket=True, pulse=CALM, reached=False) as office:
        await office.says("SALIENT_SLACK__APP_TOKEN")
        await opened(office, 3)
        assert await office.ready() == "ready\n"


@pytest.mark.parametrize("when", ["connected", "connecting"])
async def test_stopping_closes_the_socket_without_a_warning(site: Site, when: str) -> None:
    if when == "connecting":
        site.slack.faults[CONNECT] = [500] * 99
    async with site.salient(on_socket=True, pulse=CALM, reached=when == "connected") as office:
        if when == "connecting":
            await office.asked_of_slack(CONNECT)
    gc.collect()  # a session that was left open complains now, and a complaint is an error

    async def is_closed() -> bool:
        return not site.slack.socket.open

    await until(is_closed)
