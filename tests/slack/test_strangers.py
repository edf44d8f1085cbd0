"""Who is not of the organisation is refused in plain words, and nothing of theirs is kept."""

from collections.abc import Sequence

import pytest
from sqlmodel import select

from storage import store
from storage.database import Session
from storage.tables import InboundRow
from tests.slack import payloads
from tests.slack.payloads import Place, Speaker
from tests.slack.screens import Json
from tests.slack.seated import Office, Site, account

FOREIGN = "your account belongs to another"
OTHER = "T0OTHER001"


def known(session: Session) -> Sequence[str]:
    return [each.id for each in store.accounts(session, "slack")]


def seen(session: Session) -> int:
    return len(session.exec(select(InboundRow)).all())


def kept(office: Office) -> tuple[Sequence[str], int]:
    """Return who is known, and how much was taken."""
    return office.database.transact(known), office.database.transact(seen)


def by(office: Office, user: str, *, team: str, home: str) -> Json:
    """Return a command's twin with a window: a shortcut, which tells team and home apart."""
    speaker = Speaker(office.slack.workspace, user)
    made = payloads.shortcut(speaker, "salient_start", office.slack.issue(user), "1.1")
    made["team"]["id"], made["user"]["team_id"] = team, home
    return made


async def shown(office: Office, payload: Json) -> str:
    """Deliver a payload and return what its person sees then."""
    _, answer = await office.sender.deliver(payload)
    assert answer.status == 200
    await office.settled()
    return answer.text + office.salient.person(payload["user"]["id"]).sees


async def test_workspace_that_is_not_ours_is_refused_and_nothing_is_kept(office: Office) -> None:
    mira, before = account("mira"), kept(office)
    here = office.slack.workspace.team
    sees = await shown(office, by(office, mira, team=OTHER, home=here))
    assert FOREIGN in sees
    assert "Start the screening" not in sees
    assert kept(office) == before
    assert "Start the screening" in await shown(office, by(office, mira, team=here, home=here))


async def test_command_from_another_workspace_is_refused_in_its_answer(office: Office) -> None:
    noa = office.slack.person("noa", team_id=OTHER)
    before = kept(office)
    await office.salient.person(noa).command("start", conversation=office.launches)
    assert FOREIGN in office.salient.person(noa).sees
    assert office.slack.window(noa) is None
    assert kept(office) == before


async def test_stranger_in_a_shared_channel_is_refused_and_nothing_is_kept(office: Office) -> None:
    here, before = office.slack.workspace.team, kept(office)
    noa = office.slack.person("noa", team_id=OTHER)
    for home in (OTHER, here):  # the second is told by the profile alone: it is a stranger's
        sees = await shown(office, by(office, noa, team=here, home=home))
        assert FOREIGN in sees
        assert "Start the screening" not in sees
    assert kept(office) == before


async def test_stranger_is_one_by_the_word_of_slack_alone(office: Office) -> None:
    here = office.slack.workspace.team
    noa = office.slack.person("noa", is_stranger=True)
    assert FOREIGN in await shown(office, by(office, noa, team=here, home=here))


async def test_stranger_who_writes_to_the_bot_is_refused_in_plain_words(office: Office) -> None:
    noa = office.slack.person("noa", team_id=OTHER)
    before = kept(office)
    office.slack.conversations[office.launches].members.add(noa)
    speaker = Speaker(office.slack.workspace, noa)
    message = await office.slack.wrote(noa, office.launches, "<@U0SALIENT1> mine")
    told = payloads.mentioned(speaker, Place(office.launches, "launches"), message)
    told["event"]["user_team"] = OTHER
    _, answer = await office.sender.deliver(told)
    await office.settled()
    assert answer.status == 200
    assert FOREIGN in office.salient.person(noa).sees
    assert FOREIGN not in office.person("mira").sees
    assert kept(office) == before


async def test_guest_of_ours_is_let_in(office: Office) -> None:
    guest = office.slack.person("gus", is_restricted=True)
    await office.salient.person(guest).command("start")
    await office.settled()
    assert "Start the screening" in office.salient.person(guest).sees


@pytest.mark.parametrize("workspaces", ["", "T0HOME0002"])
async def test_setting_widens_who_is_served(site: Site, workspaces: str) -> None:
    here = site.slack.workspace.team
    widened = f"{here},{workspaces}" if workspaces else ""
    ivy = site.slack.person("ivy", team_id="T0HOME0002", is_stranger=False)
    async with site.salient(workspaces=widened) as office:
        sees = await shown(office, by(office, ivy, team=here, home="T0HOME0002"))
        assert (FOREIGN in sees) is not bool(workspaces)
        assert ("Start the screening" in sees) is bool(workspaces)
        mira = account("mira")
        assert "Start the screening" in await shown(office, by(office, mira, team=here, home=here))


async def test_account_of_the_whole_company_is_let_in_when_the_company_is_served(
    site: Site,
) -> None:
    company, here = "E0ACME0001", site.slack.workspace.team
    ivy = site.slack.person(
        "ivy",
        team_id="T0HOME0002",
        is_stranger=False,
        enterprise_user={"enterprise_id": company, "id": "W0IVY"},
    )
    for workspaces, is_served in ((company, True), (here, False)):
        async with site.salient(workspaces=workspaces) as office:
            told = by(office, ivy, team=here, home="T0HOME0002")
            sees = await shown(office, told | {"enterprise": {"id": company, "name": "Acme"}})
            assert ("Start the screening" in sees) is is_served
            await office.slack.cleared(ivy)


async def test_bot_is_nobody(office: Office) -> None:
    robot = office.slack.person("robot", is_bot=True)
    here = office.slack.workspace.team
    assert FOREIGN in await shown(office, by(office, robot, team=here, home=here))


async def test_person_who_was_deactivated_holds_no_role_and_gets_no_message(office: Office) -> None:
    hana, tim = office.person("hana"), office.person("tim")
    await hana.changes(deleted=True)
    office.slack.people[hana.user]["deleted"] = True
    await hana.changes()
    await office.settled()
    office.slack.conversations[office.team].archived = True
    ada = office.person("ada")
    await ada.command("admin")
    await office.settled()
    await ada.clicks("Send a test message to each")
    await office.settled()
    assert len(await office.direct("tim", "test message")) == 1
    assert not await office.direct("hana", "test message")
    await tim.opens_home()
    await office.settled()
    assert "Tim: my cases" in tim.sees


async def test_somebody_who_cannot_be_looked_up_is_no_foreigner(office: Office) -> None:
    """A scope that is missing says nothing of where a person belongs."""
    mira, here = account("mira"), office.slack.workspace.team
    office.slack.faults["users.info"] = ["missing_scope"]
    sees = await shown(office, by(office, mira, team=here, home=here))
    assert "could not tell me just now who you are" in sees
    assert FOREIGN not in sees
    assert "Start the screening" in await shown(office, by(office, mira, team=here, home=here))
