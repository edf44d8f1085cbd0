"""The desk as somebody at a browser uses it: what stands there, what is filled in and pressed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from string import Formatter
from typing import Any, TypeAlias

from playwright.sync_api import Frame, Locator, Page, expect

from tests.acceptance.browsing import PATIENCE_MS
from tests.worked import the_pack

Answer: TypeAlias = str | Sequence[str]

expect.set_options(timeout=PATIENCE_MS)

SHOWN = """() => [...document.querySelectorAll("#answer .field")].map((field) => {
  const inputs = [...field.querySelectorAll("input, textarea, select")]
    .filter((each) => each.type !== "hidden");
  const first = inputs[0];
  const picked = ["radio", "checkbox"].includes(first.type);
  return {
    id: first.name.slice(2),
    kind: first.tagName === "SELECT" ? "person" : first.type,
    label: field.querySelector("legend, .field-label").innerText.trim(),
    optional: !!field.querySelector(".mark:not(.suggested)"),
    value: picked ? inputs.filter((i) => i.checked).map((i) => i.value) : [first.value],
  };
})"""
"""Reads what a person sees of each field. Ids are those of the pack."""


def sentence(key: str, **filled: object) -> re.Pattern[str]:
    """Return how a sentence of the bot reads, whatever stands in the placeholders left open."""
    pack = the_pack()
    read = ""
    for literal, name, _, _ in Formatter().parse(pack.in_language(pack.language).bot[key]):
        read += re.escape(literal)
        if name is not None:
            read += re.escape(str(filled[name])) if name in filled else r"[\s\S]*?"
    return re.compile(read)


@dataclass(frozen=True)
class Shown:
    """One field as it stands on a page."""

    id: str
    kind: str
    label: str
    optional: bool
    value: tuple[str, ...]

    @property
    def is_filled(self) -> bool:
        return any(self.value)


@dataclass(frozen=True)
class Pane:
    """One place of the desk, alone in a window or inside the whole desk."""

    frame: Frame

    @property
    def private(self) -> Locator:
        """What only the person acting sees."""
        return self.frame.get_by_role("region", name=re.compile("^Only .* sees this$"))

    @property
    def reply(self) -> Locator:
        """What was answered to the last thing that was done."""
        return self.private.get_by_role("article")

    @property
    def title(self) -> str:
        """The heading of what was answered."""
        return self.reply.first.get_by_role("heading", level=2).inner_text()

    @property
    def text(self) -> str:
        """All that was answered, as it can be read; what is folded is left out."""
        return "\n".join(self.reply.all_inner_texts())

    def says(self, key: str, **filled: object) -> bool:
        """Tell whether a sentence of the bot stands in what was answered."""
        return sentence(key, **filled).search(self.text) is not None

    @property
    def messages(self) -> Locator:
        """What Salient wrote by itself, the newest first."""
        return self.frame.get_by_role("region", name="Messages").get_by_role("article")

    @property
    def errors(self) -> Locator:
        """The list of what is to be mended on a page."""
        return self.frame.get_by_role("alert")

    @property
    def is_page(self) -> bool:
        """Whether a page with questions stands there."""
        return self.button("Save and go on").count() > 0

    @property
    def acting(self) -> str:
        """Who acts here."""
        seats = self.frame.get_by_role("navigation", name="Acting as")
        return seats.locator("[aria-current]").inner_text()

    def fields(self) -> list[Shown]:
        """Return the fields of the page, in order."""
        read: list[dict[str, Any]] = self.frame.evaluate(SHOWN)
        return [Shown(**{**each, "value": tuple(each["value"])}) for each in read]

    def field(self, id: str) -> Shown:
        return next(each for each in self.fields() if each.id == id)

    def values(self) -> dict[str, tuple[str, ...]]:
        """Return what stands in each field."""
        return {each.id: each.value for each in self.fields()}

    def fill(self, values: Mapping[str, Answer]) -> None:
        """Write and choose; every field that is named must be there."""
        there = {each.id: each for each in self.fields()}
        for id, value in values.items():
            self._fill(there[id], (value,) if isinstance(value, str) else tuple(value))

    def button(self, label: str, within: Locator | None = None) -> Locator:
        """Return the buttons with a label; in lists their names also say what they are about."""
        name = re.compile(rf"^{re.escape(label)}( ?: .*)?$", re.DOTALL)
        return (within or self.frame).get_by_role("button", name=name)

    def press(self, label: str, within: Locator | None = None) -> None:
        """Press a button and wait for what it brings."""
        with self.turn():
            self.button(label, within).first.click()

    def sit(self, person: str) -> None:
        """Act as somebody else of this place."""
        seats = self.frame.get_by_role("navigation", name="Acting as")
        with self.turn():
            seats.get_by_role("link", name=person).click()

    def home(self) -> None:
        """Go to the list of cases, as on coming in."""
        with self.turn():
            self.frame.get_by_role("navigation", name="On this page").get_by_role(
                "link", name="My cases"
            ).click()

    def start(self, lead: str | None = None) -> None:
        """Begin a screening."""
        self.press("Screen a launch")
        if lead is not None:
            self.frame.get_by_label("Product lead for this launch").select_option(label=lead)
        self.press("Start the screening")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until another page stands here than the one before."""
        name = self.frame.locator('#acts [name="event"]').get_attribute("value")
        yield
        self.frame.wait_for_selector(
            f'#acts [name="event"]:not([value="{name}"])', state="attached"
        )
        self.frame.wait_for_load_state()

    def control(self, id: str, option: str | None = None) -> Locator:
        """Return the input of a field, or of one of its options."""
        chosen = "" if option is None else f'[value="{option}"]'
        one = f'#answer [name="f.{id}"]{chosen}'
        many = f'#answer [name="m.{id}"]{chosen}:not([type="hidden"])'
        return self.frame.locator(f"{one}, {many}")

    def _fill(self, shown: Shown, value: tuple[str, ...]) -> None:
        match shown.kind:
            case "radio":
                self.control(shown.id, value[0]).check()
            case "checkbox":
                for option in shown.value:
                    if option not in value:
                        self.control(shown.id, option).uncheck()
                for option in value:
                    self._tick(shown.id, option)
            case "person":
                self.control(shown.id).select_option(value[0])
            case _:
                self.control(shown.id).fill(value[0])

    def _tick(self, id: str, option: str) -> None:
        box = self.control(id, option)
        if not box.is_visible():  # it stands in a group that is folded
            box.locator("xpath=ancestor::details[not(@open)]/summary").click()
        box.check()


@dataclass(frozen=True)
class Desk:
    """The whole desk in one window."""

    page: Page

    @classmethod
    def at(cls, page: Page, address: str) -> "Desk":
        page.goto(address)
        return cls(page)

    @property
    def product(self) -> Pane:
        return self.pane("Product")

    @property
    def human_rights(self) -> Pane:
        return self.pane("Human rights")

    @property
    def admin(self) -> Pane:
        return self.pane("Admin")

    @property
    def launches(self) -> str:
        """What stands in the channel that everybody reads."""
        return self.page.get_by_role("region", name="Launch channel").inner_text()

    def pane(self, name: str) -> Pane:
        frame = self.page.get_by_title(name, exact=True).element_handle().content_frame()
        assert frame is not None
        return Pane(frame)

    def move_clock(self, step: str) -> None:
        """Move the time of the desk forward and wait until all of it has passed."""
        time = self.page.get_by_role("time").first
        before = time.get_attribute("datetime") or ""
        self.page.get_by_role("button", name=step, exact=True).click()
        expect(self.page.locator("form.clock")).not_to_have_attribute("aria-busy", "true")
        expect(time).not_to_have_attribute("datetime", before)


def pane_at(page: Page, address: str, name: str = "product", person: str = "") -> Pane:
    """Open one place alone in a window."""
    page.goto(f"{address}/{name}" + (f"?as={person}" if person else ""))
    return Pane(page.main_frame)
