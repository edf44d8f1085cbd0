"""Whole screenings as dialogues that anybody can read; each file is played against `step`.

One line is one act or one check. Names are those of the little company in `screening.py`.
Lines beginning with `#` are remarks, empty ones part the scenes.

    Mira starts
    Salient asks: P01, P02            exactly these questions are on the page now
    Salient asks about: Bias          this stands in the title of the page
    Mira answers P04 = monitor, score several options by commas; words as they stand
    Mira saves                        sends what she has answered on this page
    Mira saves and leaves             the same, for a break
    Mira is not sure about the rest   the same, what is open counts as not sure
    Mira answers as in G02            page by page as the worked product, to the end
    Mira answers as in G02 up to E03  the same, up to the page with that question
    Mira keeps the answers: words     replies to an *are you sure?*
    Mira changes U02                  opens the page with that question, for a change
    Mira goes back
    Mira comes back                   resumes where the screening stands
    Mira sends the screening
    Mira opens the case
    Hana asks for the smallest change
    Salient says: words               these words are in what was just shown
    Salient does not say: words
    The human rights team hears: words   these stand in a message owed to that role or person
    Nobody hears anything             nothing is owed to anybody by the last act
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from flows.cards import MultiField, Value
from flows.effects import Notify, Open, Refresh, ToPerson, ToRole
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.screening import PEOPLE, Screening, button_of, line, lines, words
from tests.worked import the_pack, worked

FOLDER = Path(__file__).parent / "dialogues"
NAMES = {profile.name: id for id, profile in PEOPLE.items()}
ROLES = {
    "The human rights team": ToRole("human_rights_team"),
    "The executive sponsor": ToRole("executive_sponsor"),
    "Legal": ToRole("legal"),
    **{name: ToPerson(id) for name, id in NAMES.items()},
}


class Dialogue:
    """A screening told line by line."""

    def __init__(self) -> None:
        self.run = Screening()
        self.typed: dict[str, Value] = {}

    def play(self, text: str) -> None:
        for number, told in enumerate(text.splitlines(), 1):
            if told.strip() and not told.startswith("#"):
                try:
                    self._play_line(told.strip())
                except AssertionError as error:
                    raise AssertionError(f"line {number}: {told}\n{error}") from error

    def _play_line(self, told: str) -> None:
        for pattern, act in LINES.items():
            found = re.fullmatch(pattern, told)
            if found is not None:
                act(self, **{name: text or "" for name, text in found.groupdict().items()})
                return
        raise AssertionError("nobody knows what this line means")

    def starts(self, who: str) -> None:
        self.run.start(NAMES[who])

    def asks(self, what: str) -> None:
        assert ", ".join(self.run.shown) == what

    def asks_about(self, what: str) -> None:
        assert what in line(self.run.form.title)

    def answers(self, who: str, question: str, value: str) -> None:
        field = next((one for one in self.run.form.fields if one.id == question), None)
        assert field is not None, f"{question} is not on the page"
        several = isinstance(field.kind, MultiField)
        self.typed[question] = tuple(value.split(", ")) if several else value

    def saves(self, who: str, how: str) -> None:
        intents = {"saves": "next", "saves and leaves": "leave"}
        self.run.send(self._page(), NAMES[who], intent=intents.get(how, "skip"))

    def _page(self) -> Mapping[str, Value]:
        """Return the page as it is sent: what stood there, and what was typed since."""
        stood = {one.id: one.value or "" for one in self.run.form.fields}
        page, self.typed = {**stood, **self.typed}, {}
        return page

    def answers_as(self, who: str, product: str, question: str) -> None:
        def there(run: Screening) -> bool:
            return run.form.view == "page" and question in run.shown

        self.run.answer_as(worked(product), NAMES[who], until=there)

    def keeps(self, who: str, reply: str) -> None:
        self.run.keep(reply, NAMES[who])

    def changes(self, who: str, question: str) -> None:
        self.run.open(question, by=NAMES[who])

    def goes_back(self, who: str) -> None:
        self.run.press(button_of(self.run.form, "back"), by=NAMES[who])

    def comes_back(self, who: str) -> None:
        self.run.do("resume", NAMES[who])

    def sends(self, who: str) -> None:
        self.run.submit(NAMES[who])

    def opens(self, who: str) -> None:
        self.run.do("see", NAMES[who])

    def asks_for_change(self, who: str) -> None:
        self.run.do("smallest_change", NAMES[who])

    def says(self, what: str) -> None:
        assert what in words(self.run.reply), words(self.run.reply)[:1000]

    def says_not(self, what: str) -> None:
        assert what not in words(self.run.reply)

    def hears(self, who: str, what: str) -> None:
        viewer = Viewer(the_pack(), self.run.context("hana"))
        heard = [
            "\n".join(lines(draw_message(viewer, owed.view, self.run.case, owed.args)))
            for owed in self.run.turn.effects
            if isinstance(owed, Notify) and owed.audience == ROLES[who]
        ]
        assert any(what in message for message in heard), heard

    def nobody_hears(self) -> None:
        assert all(isinstance(owed, Refresh) for owed in self.run.turn.effects)

    def sealed_case(self) -> None:
        (opened,) = [owed for owed in self.run.turn.effects if isinstance(owed, Open)]
        assert opened.event.launch == self.run.case.reference


WHO = f"(?P<who>{'|'.join(NAMES)})"
LINES: Mapping[str, Callable[..., None]] = {
    f"{WHO} starts": Dialogue.starts,
    r"Salient asks: (?P<what>.*)": Dialogue.asks,
    r"Salient asks about: (?P<what>.*)": Dialogue.asks_about,
    rf"{WHO} answers (?P<question>[\w.]+) = (?P<value>.*)": Dialogue.answers,
    rf"{WHO} answers as in (?P<product>\w+)( up to (?P<question>\w+))?": Dialogue.answers_as,
    rf"{WHO} (?P<how>saves( and leaves)?|is not sure about the rest)": Dialogue.saves,
    rf"{WHO} keeps the answers: (?P<reply>.*)": Dialogue.keeps,
    rf"{WHO} changes (?P<question>\w+)": Dialogue.changes,
    f"{WHO} goes back": Dialogue.goes_back,
    f"{WHO} comes back": Dialogue.comes_back,
    f"{WHO} sends the screening": Dialogue.sends,
    f"{WHO} opens the case": Dialogue.opens,
    f"{WHO} asks for the smallest change": Dialogue.asks_for_change,
    r"Salient says: (?P<what>.*)": Dialogue.says,
    r"Salient does not say: (?P<what>.*)": Dialogue.says_not,
    rf"(?P<who>{'|'.join(ROLES)}) hears?: (?P<what>.*)": Dialogue.hears,
    r"Nobody hears anything": Dialogue.nobody_hears,
    r"The human rights team gets a sealed case of its own": Dialogue.sealed_case,
}


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_dialogue(name: str) -> None:
    Dialogue().play((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "told",
    ["Salient asks: P01", "Salient says: Approved", "Mira answers Z01 = none", "Mira dances"],
)
def test_line_that_is_not_so_fails_and_is_named(told: str) -> None:
    with pytest.raises(AssertionError, match=f"line 2: {told}"):
        Dialogue().play(f"Mira starts\n{told}")
