"""A worked product answered in windows, each question by its id, as somebody would."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from flows.case import UNSURE, Answers
from flows.events import PageRef
from flows.screening.cases import WrittenCase
from tests.slack import inputs
from tests.slack.driver import Person
from tests.slack.inputs import Input
from tests.slack.seated import Office
from tests.worked import worked

MOST_PAGES = 80
FREE = {"P01": "Street view", "P02": "It draws maps of streets.", "P03": "2026-09-01"}
SEND = "Send the screening"


@dataclass
class Screening:
    """Somebody answering; with a `marker` that is what they type wherever they can type."""

    office: Office
    person: Person
    case: WrittenCase
    marker: str = ""

    async def page(self) -> None:
        """Answer the page that stands there, and send it."""
        values = {each.label: self._value(each) for each in self._fields}
        await self.person.fills({label: v for label, v in values.items() if v is not None})
        if inputs.unmet(self.person.window):
            await self.person.clicks("Not sure about the rest")
        else:
            await self.person.submits()
        await self.office.settled()

    async def to_review(self) -> None:
        """Answer everything that is asked."""
        await self.until(lambda: SEND in self.person.sees)

    async def until(self, reached: Callable[[], bool]) -> None:
        """Answer page after page until something is so."""
        for _ in range(MOST_PAGES):
            if reached():
                return
            await self.page()
        raise AssertionError(f"the questions never end. On the screen:\n{self.person.sees}")

    async def sent(self) -> None:
        """Answer everything, and send the screening."""
        await self.to_review()
        await self.person.clicks(SEND)
        await self.office.settled()

    @property
    def _fields(self) -> list[Input]:
        return inputs.inputs_of(self.person.window.view["blocks"])

    def _value(self, each: Input) -> str | list[str] | None:
        id = str(each.element["action_id"])
        if each.type in inputs.TEXT:
            return self.marker or FREE.get(id) or ("A word" if each.required else None)
        given = self._written.get(id)
        if given is None:
            return FREE.get(id) if not each.options else self._unsure(each)
        several = (given,) if isinstance(given, str) else given
        return list(several) if each.many else several[0]

    def _unsure(self, each: Input) -> str | list[str] | None:
        offered = [option["value"] for option in each.options]
        if not each.required or each.initial or UNSURE not in offered:
            return None
        return [UNSURE] if each.many else UNSURE

    @property
    def _written(self) -> Mapping[str, str | tuple[str, ...]]:
        """Return what the product answers on the page that stands there."""
        page = json.loads(self.person.window.view["private_metadata"])["args"].get("page", "")
        risk = PageRef.read(page).risk if page else None
        if risk is None:
            return self.case.answers.general
        return self.case.answers.risks.get(risk, {})


def answering(product: str, **changed: str) -> WrittenCase:
    """Return a worked product with some answers changed."""
    case = worked(product)
    general = {**case.answers.general, **{id: (value,) for id, value in changed.items()}}
    return replace(case, answers=Answers(general, case.answers.risks))


async def screened(office: Office, product: str, marker: str = "", **changed: str) -> Screening:
    """Let mira answer a whole product and send it."""
    walk = Screening(office, await office.begun(), answering(product, **changed), marker)
    await walk.sent()
    return walk


async def severe(office: Office, name: str = "mira") -> Screening:
    """Let somebody answer a severe product until the team is told early, taken or not."""
    walk = Screening(office, await office.begun(name), worked("G02"))
    before = len(office.posted(office.team))
    await walk.until(lambda: len(office.posted(office.team)) > before)
    return walk
