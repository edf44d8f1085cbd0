"""Profiles: what Slack says anew about people whom Salient has met."""

from storage import store
from tests.slack.looking import words
from tests.slack.seated import Office, account


async def test_new_zone_name_and_address_are_taken_over(office: Office) -> None:
    mira = await office.begun()
    await mira.closes()
    await mira.opens_home()
    await office.settled()
    assert "13:00 Berlin" in mira.sees
    office.slack.people[mira.user] |= {
        "tz": "Asia/Tokyo",
        "real_name": "Mira Abe",
        "email": "mira.abe@acme.example",
    }
    await mira.changes()
    await office.settled()
    await mira.opens_home()
    await office.settled()
    home = words(office.slack.screens.homes[mira.user].view["blocks"])
    assert "21:00 Tokyo" in home
    assert "Mira Abe: my cases" in home
    people = {one.profile.name: one.profile for one in office.database.transact(store.people)}
    assert people["Mira Abe"].email == "mira.abe@acme.example"
    await mira.command("mine")
    await office.settled()
    assert "21:00 Tokyo" in words(mira.window.view["blocks"])


async def test_news_of_somebody_who_was_never_met_cost_no_call(office: Office) -> None:
    before = len(office.slack.calls)
    mira = office.person("mira")
    await mira.changes(real_name="Mira Abe")
    await office.settled()
    assert len(office.slack.calls) == before


async def test_profile_without_a_zone_is_read_in_the_zone_of_the_organisation(
    office: Office,
) -> None:
    office.slack.people[account("mira")]["tz"] = None
    mira = await office.begun()
    await mira.closes()
    await mira.opens_home()
    await office.settled()
    assert "12:00 UTC" in words(office.slack.screens.homes[mira.user].view["blocks"])
