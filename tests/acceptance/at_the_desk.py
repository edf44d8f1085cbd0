"""A story of a case told at the desk: each of its steps by what the browser shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import assert_never
from uuid import uuid4

from playwright.sync_api import Locator, Page

from bot.channels.desk.people import BY_ID
from bot.contract.acting import act_text
from flows.case import Case
from flows.screening.cases import WrittenCase
from tests.acceptance.desk import Desk, Pane, pane_at, sentence
from tests.acceptance.story import (
    Act,
    Answering,
    Passing,
    Step,
    Values,
    dropped,
    measure_named,
)
from tests.acceptance.walking import Walk
from tests.worked import the_pack

CLOCK = {"hour": "An hour", "day": "A day", "week": "A week"}
POST = """async (told) => {
  const hidden = document.querySelector("#acts [name=token]").value;
  const body = new URLSearchParams({ ...told, token: hidden });
  return (await fetch(location.pathname, { method: "POST", body })).status;
}"""


def label(key: str) -> str:
    """Return what stands on a button, by the key of its sentence."""
    return the_pack().in_language("en").bot[key]


@dataclass
class AtTheDesk:
    """One case at the desk; `asked` is all that was asked before an act was done."""

    page: Page
    address: str
    case: WrittenCase
    reference: str
    asked: list[str] = field(default_factory=list)

    def tell(self, steps: Iterable[Step]) -> Pane:
        """Do step after step; return what stands there in the end."""
        for step in steps:
            match step:
                case Act():
                    pane = self.does(step)
                case Passing(by):
                    Desk.at(self.page, self.address).move_clock(CLOCK[by])
                case Answering(who):
                    pane = self.answers(who)
                case _:
                    assert_never(step)
        return pane

    def seated(self, who: str) -> Pane:
        """Sit down as somebody, at the list of their cases."""
        return pane_at(self.page, self.address, BY_ID[who].pane.value, who)

    def opened(self, who: str) -> Pane:
        """Open the case as somebody who may see it, by its line or by what they are asked there."""
        pane = self.seated(who)
        entry = pane.reply.get_by_role("listitem").filter(has_text=self.reference)
        if pane.button(label("button.open"), within=entry).count():
            pane.press(label("button.open"), within=entry)
            return pane
        with pane.turn():
            entry.get_by_role("button").first.click()
        ways = (label("button.back_to_case"), label("button.not_now"))
        pane.press(next(way for way in ways if pane.button(way, within=pane.reply).count()))
        return pane

    def does(self, act: Act) -> Pane:
        """Press a button as somebody, and send the forms that come of it."""
        if act.told:
            pane = self.seated(act.who)
            self._press(pane, act.press, pane.messages.first)
        else:
            pane = self.opened(act.who)
            if act.measure:
                self._press(pane, "act.measure", _entry(pane, act.measure))
            self._press(pane, act.press, _entry(pane, act.near) if act.near else pane.reply)
        for send, values in act.sends:
            pane.fill(values)
            self._press(pane, send, pane.reply)
            assert not pane.errors.count(), f"{act}: {pane.text}"
        return pane

    def answers(self, who: str) -> Pane:
        """Go on with what is asked again, as before, and send it."""
        pane = self.opened(who)
        pane.press(label("button.resume"))
        Walk(pane, self.case).to_result()
        return pane

    def drops(self, case: Case) -> None:
        """Drop all that is left: the first two in the browser, and the others as it would."""
        browser, others = list(dropped(case))[:2], list(dropped(case))[2:]
        self.tell(browser)
        left = {measure_named(one.source): one for one in case.open_measures}
        for act in sorted(others, key=lambda act: act.who):
            ids = {"case": str(case.id), "about": str(left[act.measure].id)}
            self._post(
                act.who, act_text("refuse", ids, left[act.measure].revision), act.sends[0][1]
            )

    def assert_asked(self, *forms: str) -> None:
        """Check that these acts asked first, and said who will be told."""
        for form in forms:
            pattern = sentence(f"{form}.confirm")
            assert any(pattern.fullmatch(each) for each in self.asked), (form, self.asked)

    def _post(self, who: str, act: str, values: Values) -> None:
        """Send a form as the page of somebody would, without looking at it."""
        pane = Pane(self.page.main_frame)
        if pane.acting != BY_ID[who].name:
            pane = self.seated(who)
        body = {"as": who, "event": uuid4().hex, "act": act} | {
            f"f.{k}": v for k, v in values.items()
        }
        status = pane.frame.evaluate(POST, body)
        assert status == 200, status

    def _press(self, pane: Pane, key: str, within: Locator) -> None:
        """Press a button; one that asks first is answered, and what it asked is kept."""
        asks = within.locator("details.confirm").filter(
            has=pane.frame.locator("summary").get_by_text(label(key), exact=True)
        )
        if not asks.count():
            pane.press(label(key), within=within)
            return
        asks.first.locator("summary").click()
        self.asked.append(asks.first.locator("p").inner_text())
        with pane.turn():
            asks.first.get_by_role("button", name=label(key), exact=True).click()


def _entry(pane: Pane, near: str) -> Locator:
    """Return the entries of a list that say something and have a button."""
    return pane.reply.get_by_role("listitem").filter(
        has_text=near, has=pane.frame.locator(".buttons")
    )
