"""The same story in Slack with and without a confidential concern: outside the team all is alike.

Who raised it sees their own reply to it, which is left out; all else is compared byte for byte.
"""

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.metrics import Tally
from tests import databases
from tests.acceptance.in_slack import InSlack
from tests.acceptance.story import CONDITION, act, asked, decided
from tests.bot.observer import assert_alike
from tests.fakes import NOON
from tests.slack import inputs
from tests.slack.driver import Person
from tests.slack.observer import Observer
from tests.slack.screening import SEND, Screening, answering
from tests.slack.seated import Office, account, site_on
from tests.worked import worked

FORM = {
    "What happened, or what worries you?": "They look at who talks to whom.",
    "Which launch is it about, if it is about one?": "Workplace mail",
}
OUTSIDE = ("mira", "sam", "leo", "vik", "ada")
SEATS = {
    "manager": "mira",
    "lead": "leo",
    "engineer": "vik",
    "hr_lead": "hana",
    "hr_member": "tim",
    "sponsor": "sam",
    "admin": "ada",
}
COMMANDS = ("mine", "resume", "incident", "settings")
MORE_COMMANDS = {"ada": ("admin",)}
HOUR = NOON + timedelta(hours=1)
"""When the first that is sealed leaves."""

SETTINGS = {"zone": "Asia/Kolkata", "opens": "10:00", "closes": "18:00"}


@dataclass
class Story:
    """A screening from its first page to work on its measure, with a concern on the way or without.

    `closing` is what is answered to the last question; `concern` sends the form of one. With
    `unplugged`, Slack refuses the token while what is sealed should leave, and nothing else.
    """

    observer: Observer
    concern: bool
    closing: str
    unplugged: bool = False

    @property
    def office(self) -> Office:
        return self.observer.office

    async def told(self) -> None:
        people = {seat: account(name) for seat, name in SEATS.items()}
        case = InSlack(self.observer, worked("G02"), "SAL-1", people)
        await self.looks_around()
        await self.observer.later(timedelta(minutes=10))
        await self.screens("G02", "mira", self.closing)
        await self.observer.later(timedelta(minutes=20))
        await self.raises("sam")
        await self.passes_an_hour()
        await self.looks_around()
        await case.gives("admin", "support_lead", "engineer")
        await case.tell(asked())
        await case.tell(decided(NOON.date()))
        await self.looks_around()
        await self.screens("G01", "vik", "no_concern")
        await self.works_on(case)
        await case.sets("lead", SETTINGS)
        await case.closes(await case.looks_at_leaver("admin", "sponsor"))
        await case.hands_over("admin", "manager", "engineer")
        await self.observer.later(timedelta(hours=1))
        await self.looks_around()

    async def passes_an_hour(self) -> None:
        """Let time pass until well after what is sealed has left, or could not leave."""
        await self.observer.later(timedelta(minutes=20))
        await self.observer.probes()
        token, scopes = self.office.slack.bot_token, dict(self.office.slack.scopes)
        if self.unplugged:
            del self.office.slack.scopes[token]
        await self.observer.later(timedelta(minutes=40))
        await self.observer.probes()
        self.office.slack.scopes[token] = scopes[token]
        await self.observer.later(timedelta(minutes=20))

    async def works_on(self, case: InSlack) -> None:
        """Let the condition of the decision be worked on."""
        condition = str(CONDITION["condition.1"])
        words = {"words": "Names are left out of the export."}
        await case.tell([act("engineer", "progress", words, measure=condition)])

    async def screens(self, product: str, name: str, closing: str) -> None:
        """Answer a whole product; whoever raises something at its end sees a reply of their own."""
        person = self.observer.person(account(name))
        await person.command("start")
        await self.observer.settled()
        await person.submits()
        await self.observer.settled()
        walk = Screening(self.office, person, answering(product, Z01=closing))
        await walk.until(lambda: _asks(person, "Z01"))
        alone = self.office.person(name)
        await Screening(self.office, alone, walk.case).page()
        await walk.to_review()
        await person.clicks(SEND)
        await self.observer.settled()
        await person.closes()
        await self.observer.settled()

    async def raises(self, name: str) -> None:
        """Let somebody open the form of a concern, and send it or leave it."""
        person = self.observer.person(account(name))
        await person.says("concern")
        await self.observer.settled()
        await person.clicks("Open it here")
        await self.observer.settled()
        assert "Only the human rights team reads this" in person.sees
        alone = self.office.person(name)
        if self.concern:
            await alone.fills(FORM)
            await alone.submits()
        await self.observer.settled()
        await alone.closes()
        await self.observer.settled()

    async def looks_around(self) -> None:
        """Let everybody outside the team look at all there is, and an operator at the server."""
        await self.observer.probes()
        for name in OUTSIDE:
            person = self.observer.person(account(name))
            await person.opens_home()
            for word in (*COMMANDS, *MORE_COMMANDS.get(name, ())):
                await person.command(word)
                await self.observer.settled()
                await self._closes(person)

    async def _closes(self, person: Person) -> None:
        while person.side.screens.top(person.user) is not None:
            await person.closes()
        await self.observer.settled()


def _asks(person: Person, question: str) -> bool:
    fields = inputs.inputs_of(person.window.view["blocks"])
    return any(each.element["action_id"] == question for each in fields)


UNPLUGGED = "the token is refused when it should leave"
TROUBLES = {
    "the conversation of the team is gone": "is_archived",
    "the chat is busy": "internal_error",
    UNPLUGGED: "",
}


async def found(*, concern: bool, closing: str, trouble: str = "") -> Mapping[str, Sized]:
    """Tell the story and return what was seen outside the team, by where it was seen."""
    with databases.fresh_database("sqlite") as url:
        async with site_on(url) as site, site.salient() as office:
            office.slack.person("vik", id=account("vik"))
            for name in SEATS.values():
                await office.slack.direct(account(name))
            office.slack.conversations[office.team].says_no = TROUBLES.get(trouble, "")
            office.slack.conversations[office.team].members.discard(account("ada"))
            core = office.salient.salient.core
            core.delivery.jitter = lambda: 0.5
            # How long a send takes is of the real machine, as the date of an answer is.
            core.tally = core.delivery.counts = core.dispatch.counts = Tally(lambda: 0.0)
            observer = Observer(office)
            with observer.listening():
                await Story(observer, concern, closing, trouble == UNPLUGGED).told()
            is_raised = concern or closing == "confidential"
            assert ("sent" in {row.state for row in observer.sealed}) is is_raised
            tried = [row.first_attempt_at for row in observer.sealed if row.first_attempt_at]
            assert min(tried, default=HOUR) == HOUR
            return await observer.found(OUTSIDE)


async def test_a_concern_changes_nothing_that_anybody_else_can_observe() -> None:
    without = await found(concern=False, closing="no_concern")
    by_form = await found(concern=True, closing="no_concern")
    by_question = await found(concern=False, closing="confidential")
    assert_alike(by_form, without)
    assert_alike(by_question, without)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_concerns_change_nothing_when_they_cannot_be_sent(trouble: str) -> None:
    without = await found(concern=False, closing="no_concern", trouble=trouble)
    with_them = await found(concern=True, closing="confidential", trouble=trouble)
    assert_alike(with_them, without)
