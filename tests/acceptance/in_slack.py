"""A story of a case told in Slack: each of its steps by signed requests, by what windows show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

from flows.cards import Value
from flows.screening.cases import WrittenCase
from tests.acceptance.at_the_desk import label
from tests.acceptance.slack_house import Stage
from tests.acceptance.slack_walking import SlackWalk
from tests.acceptance.story import Act, Answering, Passing, Step, Values
from tests.slack import inputs
from tests.slack.driver import Broken, Person
from tests.slack.inputs import Input
from tests.slack.looking import presses, shown
from tests.worked import the_pack

TIMES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
MOST_PARTS = 9
PEOPLE = frozenset({"users_select", "multi_users_select"})


@dataclass
class InSlack:
    """One case in Slack; `people` are the accounts of those who act, by their seats."""

    house: Stage
    case: WrittenCase
    reference: str
    people: Mapping[str, str]

    async def tell(self, steps: Iterable[Step]) -> None:
        """Do step after step."""
        for step in steps:
            match step:
                case Act():
                    await self.does(step)
                case Passing(by):
                    await self.house.later(TIMES[by])
                case Answering(who):
                    await self.answers(who)
                case _:
                    assert_never(step)

    def seated(self, who: str) -> Person:
        return self.house.person(self.people[who])

    async def opened(self, who: str) -> Person:
        """Open the case as somebody who may see it, by its line or by what they are asked there."""
        person = self.seated(who)
        await person.command("mine")
        await self.house.settled()
        there = presses(person.window.view["blocks"])
        asked = [one for one in there if self.reference in one.near]
        opens = [one for one in asked if one.label == label("button.open")]
        pressed = [*opens, *asked][0]
        await person.clicks(pressed.label, where="window", near=pressed.near)
        await self.house.settled()
        if opens:
            return person
        ways = ("button.back_to_case", "button.not_now")
        labels = [one.label for one in presses(person.window.view["blocks"])]
        await self._press(person, next(way for way in ways if label(way) in labels))
        return person

    async def does(self, act: Act) -> None:
        """Press a button as somebody, and send the forms that come of it."""
        await self.closes(await self.leads_to(act, len(act.sends)))

    async def leads_to(self, act: Act, forms: int) -> Person:
        """Press a button as somebody, and send so many of the forms that come of it."""
        if act.told:
            person = self.seated(act.who)
            await person.clicks(label(act.press), where="message")
            await self.house.settled()
        else:
            person = await self.opened(act.who)
            if act.measure:
                await self._press(person, "act.measure", act.measure)
            await self._press(person, act.press, act.near)
        for _, values in act.sends[:forms]:
            await self._sends(person, values)
        return person

    async def gives(self, admin: str, role: str, who: str) -> None:
        """Have an admin give somebody a role."""
        person = self.seated(admin)
        await person.command("admin")
        await self.house.settled()
        await self._press(person, "button.roles")
        await self._press(person, "button.change", the_pack().role[role].name)
        await self._sends(person, {"holders": (who,)})
        await self.closes(person)

    async def hands_over(self, admin: str, leaver: str, taker: str) -> None:
        """Have an admin hand over all that somebody holds."""
        person = await self.looks_at_leaver(admin, leaver)
        await self._sends(person, {"taker": (taker,)})
        await self.closes(person)

    async def looks_at_leaver(self, admin: str, leaver: str) -> Person:
        """Have an admin look at what somebody holds who leaves."""
        person = self.seated(admin)
        await person.command("admin")
        await self.house.settled()
        await self._press(person, "button.roles")
        await self._press(person, "button.leaver")
        await self._sends(person, {"leaver": (leaver,)})
        return person

    async def sets(self, who: str, values: Values) -> None:
        """Have somebody change their own settings."""
        person = self.seated(who)
        await person.command("settings")
        await self.house.settled()
        await self._press(person, "button.change")
        await self._sends(person, values)
        await self.closes(person)

    async def answers(self, who: str) -> None:
        """Go on with what is asked again, as before, and send it."""
        person = await self.opened(who)
        await self._press(person, "button.resume")
        await SlackWalk(self.house, person, self.case).to_result()
        await self.closes(person)

    async def _press(self, person: Person, key: str, near: str = "") -> None:
        """Press a button of the window, on whichever of its parts it stands."""
        for _ in range(MOST_PARTS):
            found = [
                each
                for each in presses(person.window.view["blocks"])
                if each.label == label(key) and near in each.near
            ]
            if found:
                await person.clicks(label(key), where="window", near=near)
                await self.house.settled()
                return
            await self._turns_the_page(person)
        raise Broken(f"nowhere says {label(key)!r} near {near!r}:\n{person.sees}")

    async def _turns_the_page(self, person: Person) -> None:
        """Go to the next part of a long card."""
        start = label("slack.more").partition("{")[0].strip()
        there = [each.label for each in presses(person.window.view["blocks"])]
        ways = [each for each in there if each.startswith(start)]
        if not ways:
            raise Broken(f"there is no further part; there are {there}:\n{person.sees}")
        await person.clicks(ways[0], where="window")
        await self.house.settled()

    async def _sends(self, person: Person, values: Values) -> None:
        """Fill in the form that stands there, and send it."""
        for id, value in values.items():
            (field,) = [
                each
                for each in inputs.inputs_of(person.window.view["blocks"])
                if each.element["action_id"] == id
            ]
            await person.fills({id: self._entered(field, value)})
        await person.submits()
        await self.house.settled()
        assert not person.window.errors, person.window.errors

    def _entered(self, field: Input, value: Value) -> Any:
        """Return a value as somebody enters it: people by account, options by their words."""
        several = (value,) if isinstance(value, str) else value
        if field.type in PEOPLE:
            entered = [self.people[each] for each in several]
        elif field.options:
            read = {each["value"]: shown(each["text"]["text"]) for each in field.options}
            entered = [read[each] for each in several]
        else:
            entered = list(several)
        return entered if field.many else entered[0]

    async def closes(self, person: Person) -> None:
        """Close every window that lies there."""
        while person.side.screens.top(person.user) is not None:
            await person.closes()
        await self.house.settled()
