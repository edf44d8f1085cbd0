"""As much of a browser as forms need: what a page sends when one of its buttons is pressed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

Attributes = dict[str, str | None]


@dataclass
class Control:
    """One input of a page, with the id of the form that it belongs to."""

    form: str
    kind: str
    name: str
    value: str
    on: bool = True


@dataclass
class Page(HTMLParser):
    """A page, read for its forms."""

    html: str
    controls: list[Control] = field(default_factory=list)
    text: str = ""
    ids: list[str] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._form, self._area, self._select = "", False, ""
        self.feed(self.html)
        self.close()

    def sent(self, form: str, button: str | None = None) -> list[tuple[str, str]]:
        """Return the names and values that a form sends, in order, with the pressed button's."""
        found = [c for c in self.controls if c.form == form and c.kind != "button" and c.on]
        pairs = [(control.name, _crlf(control.value)) for control in found]
        if button is not None:
            assert any(c.form == form and c.value == button for c in self.buttons), button
            pairs.append(("act", button))
        return pairs

    @property
    def buttons(self) -> Sequence[Control]:
        return [control for control in self.controls if control.kind == "button"]

    def body(self, form: str, button: str | None = None) -> bytes:
        """Return what goes over the wire."""
        return urlencode(self.sent(form, button)).encode()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._note(tag, given)
        match tag:
            case "form":
                self._form = given.get("id") or "form"
            case "input":
                self._input(given)
            case "textarea":
                self._add(given, "text", "")
                self._area = True
            case "select":
                self._select = given.get("name") or ""
                self._add(given, "select", "")
            case "option":
                if "selected" in given:
                    self.controls[-1].value = given.get("value") or ""
            case "button":
                self._add(given, "button", given.get("value") or "")
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = ""
        if tag == "textarea":
            self._area = False
            self.controls[-1].value = self.controls[-1].value.removeprefix("\n")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.controls[-1].value += data
        else:
            self.text += data

    def _note(self, tag: str, given: Attributes) -> None:
        """Note ids, headings, and what points to an id of this page."""
        self.ids += [given["id"] or ""] if "id" in given else []
        self.headings += [int(tag[1])] if tag in ("h1", "h2", "h3", "h4") else []
        for name in ("for", "form", "aria-describedby", "aria-labelledby"):
            self.references |= set((given.get(name) or "").split())
        href = given.get("href") or ""
        self.references |= {href[1:]} if href.startswith("#") else set()

    def _input(self, given: Attributes) -> None:
        kind = given.get("type") or "text"
        on = kind not in ("radio", "checkbox") or "checked" in given
        self._add(given, kind, given.get("value") or "", on)

    def _add(self, given: Attributes, kind: str, value: str, on: bool = True) -> None:
        form = given.get("form") or self._form
        self.controls.append(Control(form, kind, given.get("name") or "", value, on))


def _crlf(value: str) -> str:
    """Return a value with the line ends that a browser sends."""
    return value.replace("\r\n", "\n").replace("\n", "\r\n")
