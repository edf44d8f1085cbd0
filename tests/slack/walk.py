"""One walk past everything that a person can do, for either side: ours and the judge's."""

import pytest

from tests.slack.driver import Broken, Person
from tests.slack.inputs import CannotEnter


async def everything(person: Person, channel: str) -> None:
    """Do everything once; after each step the screen shows what it should."""
    await windows(person)
    await messages(person, channel)
    await home(person)


async def windows(person: Person) -> None:
    """Open, fill, be refused, go on, stack, close."""
    await person.command("start")
    assert "What is it called?" in person.sees
    with pytest.raises(CannotEnter, match="required"):
        await person.submits()
    await person.fills({"P01": "wrong", "Who uses it?": ["The public", "Police & courts"]})
    await person.submits()
    assert "That is wrong." in person.sees
    await person.fills({"P01": "push"})
    await person.submits()
    assert "One more thing." in person.sees
    await person.submits()
    assert "What is it called?" in person.sees
    assert "That is wrong." not in person.sees
    await person.fills({"P01": "update", "How sure?": "Sure"})
    assert "Chosen at once: 1." in person.sees
    await person.submits()
    assert "Chosen: ['public', 'police'], 2026-05-01." in person.sees
    await person.closes()
    assert "You closed it." in person.sees
    await person.shortcut("salient_start")
    await person.clicks("Withdraw")
    assert person.confirmed == ["Withdraw? The record is kept."]
    assert "Thank you." in person.sees
    await person.submits()
    assert person.side.screens.top(person.user) is None


async def messages(person: Person, channel: str) -> None:
    """Write, press, mention, keep, and ask for what only oneself shall see."""
    await person.says("mine")
    assert "You said mine." in person.sees
    await person.clicks("Act")
    assert "Done." in person.sees
    with pytest.raises(Broken, match="no button says 'Act'"):
        await person.clicks("Act")
    await person.mentions(channel, "mine")
    assert "In the thread." in person.sees
    assert "Only you see this." in person.sees
    root = person.side.screens.messages[channel][0]
    await person.shortcut_on("salient_keep", channel, root["ts"])
    assert "Kept: " in person.sees
    await person.changes(real_name="Alice Other", tz="Asia/Tokyo")
    assert "Now Alice Other in Asia/Tokyo." in person.sees
    await person.command("help")
    assert "There is no help." in person.sees


async def home(person: Person) -> None:
    """Look at the home page and open what stands there."""
    await person.opens_home()
    await person.opens_home()
    assert "SAL-1 <Street view>" in person.sees
    with pytest.raises(Broken, match="2 buttons"):
        await person.clicks("Open", where="home")
    await person.clicks("Open", where="home", near="SAL-2")
    assert "What is it called?" in person.sees
    await person.fills({"P01": "clear", "P02": "public"})
    await person.submits()
    assert "What is it called?" not in person.sees
