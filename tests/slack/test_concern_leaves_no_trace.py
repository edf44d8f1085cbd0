"""The same story in Slack with and without a concern by its form: only the team's calls differ."""

from collections.abc import Mapping
from typing import Any

from structlog.testing import capture_logs

from tests import databases
from tests.slack.screening import screened
from tests.slack.seated import Office, site_on
from tests.slack.test_secrecy import normal, place

FORM = {
    "What happened, or what worries you?": "They look at who talks to whom.",
    "Which launch is it about, if it is about one?": "Workplace mail",
}
LOOKING = ("mira", "ada", "leo")
OUTSIDE = ("mira", "leo")
"""Whoever sits in no conversation of the team; an admin has set it up and sits in it."""


async def found(*, concern: bool) -> Mapping[str, Any]:
    """Tell the story; return every call that is not to the team alone, the log, what others see."""
    with databases.fresh_database("sqlite") as url:
        async with site_on(url) as site, site.salient() as office:
            with capture_logs() as logged:
                await screened(office, "G02")
                await _raises(office, sends=concern)
                await office.later(minutes=30)
                for name in LOOKING:
                    await office.person(name).opens_home()
                    await office.person(name).command("mine")
                await office.later(minutes=90)
            to_team = office.messages(office.team)
            assert any("SAL-1" not in str(message) for message in to_team) is concern
            inside = {office.team, "U0HANA", "U0TIM"}
            calls = [
                normal(call)
                for call in office.slack.calls
                if not inside & {call.args.get(key) for key in ("channel", "user_id", "users")}
            ]
            seen = [office.person(name).sees for name in OUTSIDE]
            said = sorted(map(str, logged))
            return {"calls": sorted(calls, key=place), "log": said, "seen": seen}


async def _raises(office: Office, *, sends: bool) -> None:
    """Let the sponsor open the form of a concern, and send it or leave it."""
    sam = office.person("sam")
    await sam.says("concern")
    await office.settled()
    await sam.clicks("Open it here")
    await office.settled()
    assert "Only the human rights team reads this" in sam.sees
    if sends:
        await sam.fills(FORM)
        await sam.submits()
    await office.settled()


async def test_a_concern_by_its_form_changes_nothing_outside_the_team() -> None:
    without, with_it = await found(concern=False), await found(concern=True)
    for where, seen in without.items():
        assert len(seen) > 1, where
        assert with_it[where] == seen, where
