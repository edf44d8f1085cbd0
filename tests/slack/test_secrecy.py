"""What people typed stays in private views: checked on every call that went over the wire."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests import databases
from tests.slack.looking import words
from tests.slack.observer import normal, place
from tests.slack.screening import screened
from tests.slack.seated import Office, site_on
from tests.slack.side import Call
from tests.worked import the_pack

MARKER = "Zanzibar-Quokka"


def private(office: Office) -> set[str]:
    """Return the direct messages, which one person reads."""
    return {each.id for each in office.slack.conversations.values() if each.direct}


def told_to_several(office: Office) -> Iterator[Call]:
    """Yield each call that puts something where several read."""
    alone = private(office)
    for call in office.slack.calls:
        if call.method.startswith("chat.") and call.args.get("channel") not in alone:
            yield call


@pytest.mark.parametrize("product", ["G02", "RV08", "RV09"])
async def test_nothing_typed_leaves_private_views(office: Office, product: str) -> None:
    with capture_logs() as logged:
        walk = await screened(office, product, MARKER)
        await office.later(hours=2)
        hana = office.person("hana")
        await hana.clicks("Open", where=office.messages(office.team)[-1]["ts"])
        await office.settled()
        assert MARKER in hana.sees
        await walk.person.opens_home()
        await walk.person.closes()
        await walk.person.says(MARKER)
        await walk.person.mentions(office.launches, MARKER)
        await office.settled()
    assert MARKER in str(walk.person.sees)
    calls = list(told_to_several(office))
    assert {call.args["channel"] for call in calls} == {office.team, office.launches}
    for call in calls:
        said = json.dumps({**call.args, "blocks": call.args.get("blocks")}, ensure_ascii=False)
        assert MARKER not in said
        assert "Mira" not in said
        assert not [rule.say for rule in the_pack().rules if rule.say.lower() in said.lower()]
    for call in office.slack.calls:
        assert MARKER not in str(call.args.get("text", ""))
        assert MARKER not in json.dumps(call.args.get("metadata", {}))
        view: Mapping[str, Any] = call.args.get("view") or {}
        assert MARKER not in str(view.get("private_metadata", ""))
    assert logged
    assert MARKER not in str(logged)
    assert "Mira" not in str(logged)


async def test_restricted_case_shows_only_that_it_is_with_the_team(office: Office) -> None:
    await screened(office, "RV09", MARKER)
    root = office.messages(office.launches, "SAL-1")
    assert len(root) == 1
    text = json.dumps(root[0]["blocks"])
    assert "SAL-1 is with the human rights team." in text
    assert not await office.direct("sam")
    sam = office.person("sam")
    await sam.opens_home()
    await office.settled()
    assert "SAL-1" not in words(office.slack.screens.homes[sam.user].view["blocks"])


async def heard(concern: str) -> tuple[list[Mapping[str, Any]], str]:
    """Tell the story of one screening; return every call that is not to the team alone.

    With them comes what the person who answered sees in the end.
    """
    with databases.fresh_database("sqlite") as url:
        async with site_on(url) as site, site.salient() as office:
            walk = await screened(office, "G01", Z01=concern)
            await walk.person.opens_home()
            for name in ("ada", "sam", "leo"):
                await office.person(name).opens_home()
            await office.later(minutes=59)
            assert not office.messages(office.team)  # sealed messages leave at full hours alone
            await office.later(minutes=1)
            to_team = office.messages(office.team)
            assert len(to_team) == (1 if concern == "confidential" else 0)
            inside = {office.team, *("U0HANA", "U0TIM")}
            outside = [
                normal(call)
                for call in office.slack.calls
                if not inside & {call.args.get(key) for key in ("channel", "user_id", "users")}
            ]
            # Conversations are served beside one another: only within each is there an order.
            return sorted(outside, key=place), walk.person.sees


async def test_confidential_concern_changes_nothing_outside_the_team() -> None:
    without, with_concern = await heard("no_concern"), await heard("confidential")
    assert len(without[0]) > 10
    assert with_concern == without
