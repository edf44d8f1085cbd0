"""The same story with and without a confidential concern: outside the team nothing differs.

Who raised it sees their own reply to it, which is left out; all else is compared byte for byte.
"""

from collections.abc import Mapping, Sized
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from bot.dispatch.firing import fire_due
from flows.cards import Card, Form, Reply
from flows.case import Case
from flows.errors import Permanent, Transient
from flows.events import (
    Acknowledged,
    CaseOpened,
    ConcernAsked,
    ConcernSent,
    Event,
    IncidentAsked,
    KeepAsked,
    LeaverAsked,
    LeaverSent,
    ListAsked,
    Request,
    ResumeAsked,
    RolesAsked,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    StartAsked,
    Submitted,
    TeamAsked,
    TeamReplied,
    VoiceGiven,
)
from flows.views.organisation.leaving import LEAVER
from storage import outbox, store
from storage.database import Database
from tests import databases
from tests.bot.house import House, case_of, sending
from tests.bot.observer import Observer, assert_alike
from tests.flows.escalating import CONFLICT, NEEDS, RECORD
from tests.worked import worked

RAISED = ConcernSent({"launch": "Workplace mail", "words": "They look at who talks to whom."})
TRIED_FOR = timedelta(hours=8)
"""Longer than a message is tried until it is given up."""

OUTSIDE = ("mira", "leo", "sam", "lea", "vik", "ada", "otto")
LOOKS: tuple[Event | Request, ...] = (
    *(ListAsked(), ResumeAsked(), StartAsked(), SettingsAsked(), IncidentAsked()),
    *(SetUpAsked(), SetUpAsked(change=True), RolesAsked(), RolesAsked("legal")),
    *(LeaverAsked(), LeaverAsked({LEAVER: "otto"}), LeaverAsked({LEAVER: "mira"})),
    KeepAsked("otto", "https://example.org/1", "They said so."),
)


@dataclass
class Story:
    """A screening from its first page to its decision, with a concern on the way or without."""

    observer: Observer
    concern: bool

    @property
    def house(self) -> House:
        return self.observer.house

    def case(self, id: UUID) -> Case:
        return self.house.database.transact(store.load, self.house.keys, id)

    async def told(self, closing: str) -> None:
        case_id = await self.screens("G02", closing)
        await self.passes(timedelta(minutes=7))
        await self.observer.says("otto", ConcernAsked(), id="asked")
        if self.concern:
            await self.house.says("otto", RAISED, id="raised")
        await self.looks_around()
        await self.goes_to_the_team(case_id)
        await self.passes(timedelta(hours=1))
        await self.looks_around()
        await self.passes_to_the_next_morning()
        await self.screens("G01", "no_concern", "vik")
        await self.observer.says("leo", SettingsSent(0, {"zone": "Asia/Kolkata"}))
        await self.observer.says("ada", LeaverSent("mira", {"taker": "vik"}))
        await self.passes(timedelta(hours=2))
        await self.looks_around()
        await self.passes(TRIED_FOR, timedelta(minutes=10))
        await self.looks_around()

    async def screens(self, product: str, closing: str, who: str = "mira") -> UUID:
        """Answer a whole product; whoever raises something at its end sees a reply of their own."""
        reply: Reply = await self.house.start(who)
        case_id = case_of(reply)
        while isinstance(reply, Form):
            event = sending(reply, worked(product))
            ends = any(one.id == "Z01" for one in reply.fields)
            if ends:
                event = sending(reply, worked(product), Z01=closing)
            says = self.house.says if ends else self.observer.says
            reply = await says(who, event, case_id)
        assert isinstance(reply, Card)
        await self.observer.says(who, CaseOpened(), case_id)
        await self.house.says(who, Submitted(reply.buttons[0].revision), case_id)
        await self.observer.says(who, CaseOpened(), case_id)
        return case_id

    async def goes_to_the_team(self, case_id: UUID) -> None:
        says = self.observer.says
        await says("hana", Acknowledged(self.revision(case_id)), case_id)
        await says("hana", TeamAsked(self.revision(case_id), {"words": "Since when?"}), case_id)
        await self.passes(timedelta(minutes=11))
        question = self.case(case_id).escalations[-1].questions[0].id
        await says("mira", TeamReplied(question, {"words": "Since May."}), case_id)
        outcome = "proceed_with_conditions"
        needs = {**RECORD, **NEEDS[outcome], "condition_owner.1": "vik"}
        voice = VoiceGiven(self.revision(case_id), outcome, values=needs)
        await says("hilda", voice, case_id)
        agreed = VoiceGiven(self.revision(case_id), outcome, agrees=True, values=CONFLICT)
        await says("leo", agreed, case_id)
        assert self.case(case_id).escalations[-1].decision is not None

    def revision(self, case_id: UUID) -> int:
        return self.case(case_id).escalations[-1].revision

    async def looks_around(self) -> None:
        for number, who in enumerate(OUTSIDE):
            for look in LOOKS:
                id = f"{self.house.clock.now():%H%M}-{number}-{look!r}"
                await self.observer.says(who, look, id=id)

    async def passes_to_the_next_morning(self) -> None:
        """Let the night pass, and what was gathered be told."""
        await self.house.clock.advance(timedelta(hours=19))
        await self.passes(timedelta(hours=1))

    async def passes(self, by: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        """Let time pass as the server does: what is due leaves at each tick, and is counted."""
        end = self.house.clock.now() + by
        while self.house.clock.now() < end:
            await self.house.clock.advance(step)
            self.observer.measures()
            await fire_due(self.house.dispatch)
            await self.house.delivery.deliver()
            self.observer.measures()


TROUBLES = {
    "none": None,
    "the conversation of the team is gone": Permanent("is_archived", reason="is_archived"),
    "the chat is busy": Transient("busy"),
}


async def found(*, concern: bool, closing: str, trouble: str) -> Mapping[str, Sized]:
    with databases.fresh_database("sqlite") as url:
        house = House(Database(url), homes=frozenset({"memory"}))
        with house:
            for who, roles in (
                ("ada", ("admin",)),
                ("hilda", ("human_rights_lead",)),
                ("otto", ()),
            ):
                house.welcome(who, *roles)
            house.dispatch.wake = lambda: woken.append(house.clock.now())
            woken: list[object] = []
            refused = TROUBLES[trouble]
            if refused is not None:
                house.channel.refuses["team"] = refused
            house.delivery.jitter = lambda: 0.5
            observer = Observer(house)
            with observer.listening():
                await Story(observer, concern).told(closing)
            to_team = [sent for sent in house.channel.messages if sent.payload["view"] == "concern"]
            assert bool(to_team) is (concern or closing == "confidential")
            assert ("dead" in house.database.transact(outbox.counts)) is (refused is not None)
            return {**observer.found(), "woken": woken}


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("how", ["by its own form", "by the closing question"])
async def test_a_concern_changes_nothing_that_anybody_else_can_observe(
    how: str, trouble: str
) -> None:
    by_form = how == "by its own form"
    closing = "no_concern" if by_form else "confidential"
    without = await found(concern=False, closing="no_concern", trouble=trouble)
    with_it = await found(concern=by_form, closing=closing, trouble=trouble)
    assert_alike(with_it, without)
