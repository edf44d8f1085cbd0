"""A worked product answered in Slack, window after window, by what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.rehearsal import LAUNCH_AFTER, START
from flows.case import UNSURE
from flows.pack import anchors
from flows.screening.cases import WrittenCase
from tests.acceptance.slack_house import Stage
from tests.acceptance.walking import DO, HARM, given_in
from tests.slack import inputs
from tests.slack.driver import Person
from tests.slack.inputs import Input
from tests.slack.looking import shown, words
from tests.slack.screens import Window
from tests.worked import the_pack

REVIEW, SEND, ASKED_BACK = "Check your answers", "Send the screening", "Are you sure?"
REPLY = "We talked it over, and it stands."
LAUNCH_DAY = (START + LAUNCH_AFTER).date().isoformat()
BAR = "Salient"
"""Stands in the bar of a window whose title is too long for it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One page as it was sent: its title, and the questions on it by their ids."""

    title: str
    questions: tuple[str, ...]


@dataclass
class SlackWalk:
    """Somebody answering a case in windows; `sent` is every page so far."""

    house: Stage
    person: Person
    case: WrittenCase
    sent: list[Sent] = field(default_factory=list)
    replied: int = 0

    @property
    def title(self) -> str:
        return title_of(self.person.window)

    @property
    def is_review(self) -> bool:
        return self.title.startswith(REVIEW)

    async def start(self) -> None:
        """Ask for a screening by the command, and begin it."""
        await self.person.command("start")
        await self.house.settled()
        await self.send()

    async def answer(self) -> None:
        """Answer the page that stands there, and send it."""
        await self.fill()
        self.sent.append(Sent(self.title, self.questions_here))
        await self.send()

    async def fill(self) -> None:
        """Answer the page that stands there without sending it."""
        title = self.title
        for each in self._fields:
            value = self._value(title, each)
            if value is not None:
                await self.person.fills({each.label: value})

    async def send(self) -> None:
        """Send the window, and let what follows from it arrive."""
        await self.person.submits()
        await self.house.settled()

    async def press(self, label: str, near: str = "") -> None:
        """Press a button of the window, and let what follows from it arrive."""
        await self.person.clicks(label, where="window", near=near)
        await self.house.settled()

    async def until(self, reached: Callable[["SlackWalk"], bool]) -> None:
        """Answer page after page until something stands there; what is asked back is replied to."""
        while not reached(self):
            if self.title == ASKED_BACK:
                await self.person.fills({"Your reply, if you like": REPLY})
                self.replied += 1
                await self.send()
            else:
                await self.answer()

    async def to_review(self) -> None:
        """Answer everything that is asked."""
        await self.until(lambda walk: walk.is_review)

    async def to_result(self) -> None:
        """Answer everything and send the screening."""
        await self.to_review()
        await self.press(SEND)

    @property
    def questions(self) -> list[str]:
        """Every general question that stood on a page, once."""
        pack = the_pack()
        pages = (page for page in self.sent if not page.title.startswith((HARM, DO)))
        ids = (id for page in pages for id in page.questions)
        return list(dict.fromkeys(id for id in ids if id in pack.question))

    @property
    def questions_here(self) -> tuple[str, ...]:
        """The questions of the page that stands there."""
        return tuple(each.element["action_id"] for each in self._fields)

    @property
    def _fields(self) -> list[Input]:
        return inputs.inputs_of(self.person.window.view["blocks"])

    def _value(self, title: str, each: Input) -> str | list[str] | None:
        """Return what to enter, in the words that stand there; None leaves it as it stands."""
        id = each.element["action_id"]
        given = given_in(self.case, title, id)
        if given is None and (each.initial or not each.required):
            return None
        free = {
            anchors.NAME: self.case.name[:80],
            anchors.STORY: self.case.story[:400],
            anchors.LAUNCH_DATE: LAUNCH_DAY,
        }
        if given is None and id in free:
            return free[id]
        if not each.options:
            question = the_pack().question[id]
            return str(given or self.case.story[: question.max_chars])
        read = {option["value"]: shown(option["text"]["text"]) for option in each.options}
        said = [read[id] for id in given or (UNSURE,)]
        return said if each.many else said[0]


def title_of(window: Window) -> str:
    """Return the title of a window, which stands above its blocks when its bar is too short."""
    bar = words(window.view["title"])
    return bar if bar != BAR else words(window.view["blocks"]).partition("\n")[0].strip("*")
