"""A worked product answered in the browser, page after page, as somebody would."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flows.case import UNSURE, Answers
from flows.pack import anchors
from flows.screening.cases import WrittenCase
from tests.acceptance.desk import Answer, Pane, Shown
from tests.worked import raw_cases, the_pack, worked

LAUNCH_DAY = "2031-03-31"
HARM, DO = "The harm: ", "What you do: "


def product(id: str, name: str = "", **changed: Answer) -> WrittenCase:
    """Return a worked product, under a name of its own and with answers changed."""
    case = worked(id)
    given = {
        question: (answer,) if isinstance(answer, str) else tuple(answer)
        for question, answer in changed.items()
    }
    answers = Answers({**case.answers.general, **given}, case.answers.risks)
    return replace(case, name=name or case.name, answers=answers)


def written(id: str) -> Mapping[str, object]:
    """Return what a worked product is expected to come to."""
    expected: Mapping[str, object] = raw_cases()[id]["expect"]
    return expected


@dataclass(frozen=True)
class Sent:
    """One page as it was sent."""

    title: str
    values: Mapping[str, tuple[str, ...]]

    @property
    def is_about_a_harm(self) -> bool:
        return self.title.startswith((HARM, DO))


@dataclass
class Walk:
    """Somebody answering a case in a pane; `sent` is every page so far."""

    pane: Pane
    case: WrittenCase
    sent: list[Sent] = field(default_factory=list)

    def answer(self, send: str = "Save and go on") -> None:
        """Answer the page that stands there, and send it."""
        self.fill()
        self.sent.append(Sent(self.pane.title, self.pane.values()))
        self.pane.press(send)

    def fill(self) -> None:
        """Answer the page that stands there without sending it."""
        title = self.pane.title
        self.pane.fill(
            {
                shown.id: value
                for shown in self.pane.fields()
                if (value := self._value(title, shown)) is not None
            }
        )

    def until(self, reached: Callable[[Pane], bool]) -> None:
        """Answer page after page until something stands there."""
        while not reached(self.pane):
            if self.pane.is_page:
                self.answer()
            else:
                self.pane.press("Keep my answers")

    def to_page(self, question: str) -> None:
        """Answer until this question is asked."""
        self.until(lambda pane: any(shown.id == question for shown in pane.fields()))

    def to_review(self) -> None:
        """Answer everything that is asked."""
        self.until(lambda pane: pane.button("Send the screening").count() > 0)

    def to_result(self) -> None:
        """Answer everything and send the screening."""
        self.to_review()
        self.pane.press("Send the screening")

    @property
    def questions(self) -> list[str]:
        """Every general question that stood on a page, once."""
        pack = the_pack()
        ids = [id for page in self.sent if not page.is_about_a_harm for id in page.values]
        return list(dict.fromkeys(id for id in ids if id in pack.question))

    def _value(self, title: str, shown: Shown) -> Answer | None:
        """Return what to fill in, None to leave the field as it stands."""
        given = given_in(self.case, title, shown.id)
        if given is not None:
            return given
        if shown.is_filled or shown.optional:
            return None
        free = {
            anchors.NAME: self.case.name[:80],
            anchors.STORY: self.case.story[:400],
            anchors.LAUNCH_DATE: LAUNCH_DAY,
        }
        return free.get(shown.id, (UNSURE,) if shown.kind in ("radio", "checkbox") else "A word")


def given_in(case: WrittenCase, title: str, question: str) -> Answer | None:
    """Return what a case answers to a question on the page of this title."""
    for start in (HARM, DO):
        if title.startswith(start):
            risk = next(r.id for r in the_pack().risks if r.title == title.removeprefix(start))
            return case.answers.risks.get(risk, {}).get(question)
    return case.answers.general.get(question)
