"""What was typed in a form on a case, read field by field: it counts, or says what is wrong."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from flows.cards import Text, Value
from flows.case import Case
from flows.screening.taking import as_text, visible
from flows.views.forms import LONG_CHARS, SHORT_CHARS, Filled
from flows.views.viewer import Viewer


@dataclass(slots=True)
class Reading:
    """The fields of one form, being read. `faults` are sentences by field, filled on the way."""

    viewer: Viewer
    values: Mapping[str, Value]
    faults: dict[str, Text] = field(default_factory=dict)

    @property
    def filled(self) -> Filled:
        """Return the form as it comes back."""
        return Filled(self.values, self.faults)

    def words(self, id: str, *, needed: bool = True, short: bool = False, least: int = 1) -> str:
        """Return what was written; where it is needed, at least so many characters."""
        text = as_text(self.values.get(id, ""))
        limit = SHORT_CHARS if short else LONG_CHARS
        if len(text) > limit:
            self.fault(id, "fault.too_long", limit=limit, length=len(text))
        elif needed and not visible(text):
            self.fault(id, "fault.needed")
        elif needed and len(text) < least:
            self.fault(id, "fault.too_short", least=least)
        return text if visible(text) else ""

    def day(self, id: str, *, first: date, needed: bool = True) -> date | None:
        """Return a day no earlier than `first`; where it is needed, one that is there."""
        text = as_text(self.values.get(id, ""))
        if not text and not needed:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.fault(id, "fault.day")
            return None
        if day < first:
            self.fault(id, "fault.day_past", day=first)
        return day

    def person(self, id: str, *, needed: bool = True) -> str | None:
        """Return somebody who is known and here still."""
        who = as_text(self.values.get(id, ""))
        if not who:
            if needed:
                self.fault(id, "fault.nobody")
            return None
        if not self._is_here(who):
            self.fault(id, "fault.person")
            return None
        return who

    def part_of(self, case: Case, id: str, *, needed: bool = True) -> str | None:
        """Return somebody who can have a part in a case, as its class lets them in."""
        who = self.person(id, needed=needed)
        if who is not None and not self.viewer.context.lets_in(case, who):
            self.fault(id, "fault.not_let_in")
            return None
        return who

    def people(self, id: str, *, needed: bool = True) -> tuple[str, ...]:
        """Return everybody who was named, each once, all of them known and here."""
        given = self.values.get(id, ())
        every = (given,) if isinstance(given, str) else given
        named = tuple(dict.fromkeys(one for one in every if one))
        if needed and not named:
            self.fault(id, "fault.nobody")
        elif not all(self._is_here(one) for one in named):
            self.fault(id, "fault.person")
        return named

    def _is_here(self, person: str) -> bool:
        context = self.viewer.context
        return person in context.people and not context.named(person).gone

    def choice(self, id: str, offered: Container[str], *, needed: bool = True) -> str:
        """Return one of what was offered, nothing when nothing is chosen."""
        return next(iter(self.choices(id, offered, needed=needed)), "")

    def choices(self, id: str, offered: Container[str], *, needed: bool = True) -> tuple[str, ...]:
        """Return what was chosen of what was offered."""
        given = self.values.get(id, ())
        chosen = tuple(one for one in ((given,) if isinstance(given, str) else given) if one)
        if needed and not chosen:
            self.fault(id, "fault.choose_one")
        elif any(one not in offered for one in chosen):
            self.fault(id, "fault.not_offered")
            return ()
        return chosen

    def link(self, id: str) -> str:
        """Return the address of something on the web, or nothing."""
        text = self.words(id, needed=False, short=True)
        if text and not _is_link(text):
            self.fault(id, "fault.link")
        return text

    def fault(self, id: str, key: str, **said: int | date) -> None:
        """Say what is wrong with a field."""
        self.faults[id] = self.viewer.say(key, **said)


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
