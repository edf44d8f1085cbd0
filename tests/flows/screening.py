"""A small company that screens a launch: drives `step` the way people press buttons and send forms.

Everything goes through `event_of`, with the arguments and the revision of what was drawn, as
a channel would send it back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from flows.acts import Act, event_of
from flows.cards import (
    Button,
    Card,
    Conversation,
    Day,
    Field,
    Form,
    Moment,
    Notice,
    Reply,
    TextField,
    Value,
)
from flows.case import Answers, Case, Place, Summary
from flows.effects import Effect, Notify
from flows.events import Event, PageOpened, PageRef, Started, Submitted
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.profile import Actor, Profile
from flows.screening.cases import WrittenCase
from flows.step import Turn, step
from tests.worked import the_pack, worked

CASE_ID = UUID("00000000-0000-4000-8000-000000000001")
REFERENCE = "SAL-1"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LAUNCH = "2026-09-01"


def _person(name: str, *roles: str) -> Profile:
    return Profile(name, roles=frozenset(roles))


PEOPLE: Mapping[str, Profile] = {
    "mira": _person("Mira", "product_manager"),
    "ines": _person("Ines", "engineering_lead"),
    "leo": _person("Leo", "product_lead"),
    "lena": _person("Lena", "product_lead"),
    "hana": _person("Hana", "human_rights_team", "human_rights_lead"),
    "jonas": _person("Jonas", "human_rights_team"),
    "sam": _person("Sam", "executive_sponsor"),
    "lara": _person("Lara", "legal"),
    "otto": _person("Otto"),
}
PRODUCT_SIDE = ("mira", "ines", "leo", "lena", "otto")


@dataclass
class Screening:
    """One case and all that was said about it; `reply` is the last thing that anybody saw."""

    pack: Pack = field(default_factory=the_pack)
    people: Mapping[str, Profile] = field(default_factory=lambda: PEOPLE)
    now: datetime = NOW
    same_launch: tuple[Summary, ...] = ()
    earlier: tuple[Summary, ...] = ()
    present: Case | None = None
    turns: list[tuple[str, Event, Turn]] = field(default_factory=list)

    @property
    def case(self) -> Case:
        assert self.present is not None, "nobody has started yet"
        return self.present

    @property
    def turn(self) -> Turn:
        return self.turns[-1][2]

    @property
    def reply(self) -> Reply:
        return self.turn.replies[-1]

    @property
    def form(self) -> Form:
        assert isinstance(self.reply, Form), f"no form but {words(self.reply)[:400]}"
        return self.reply

    @property
    def card(self) -> Card:
        assert isinstance(self.reply, Card), f"no card but {words(self.reply)[:400]}"
        return self.reply

    @property
    def notice(self) -> Notice:
        assert isinstance(self.reply, Notice), f"no notice but {words(self.reply)[:400]}"
        return self.reply

    @property
    def page(self) -> PageRef:
        """The page that is shown."""
        assert self.form.view == "page", f"no page but {words(self.reply)[:400]}"
        return PageRef.read(self.form.submit.args["page"])

    @property
    def errors(self) -> dict[str, str]:
        return {one.id: line(one.error) for one in self.form.fields if one.error}

    @property
    def shown(self) -> tuple[str, ...]:
        """The questions on the page that is shown."""
        return questions_of(self.form)

    @property
    def effects(self) -> list[Effect]:
        return [effect for _, _, turn in self.turns for effect in turn.effects]

    def branch(self) -> "Screening":
        """Return a screening that goes its own way from here."""
        return replace(self, turns=list(self.turns))

    def context(self, by: str) -> Context:
        roles = self.people[by].roles if by in self.people else frozenset()
        return Context(self.now, Actor(by, roles), self.people, self.same_launch, self.earlier)

    def happens(self, event: Event, by: str = "mira") -> Turn:
        turn = step(self.pack, self.present, event, self.context(by))
        self.present = turn.case
        self.turns.append((by, event, turn))
        return turn

    def start(self, by: str = "mira", lead: str | None = None) -> Turn:
        return self.happens(Started(CASE_ID, REFERENCE, lead), by)

    def press(
        self, button: Button, values: Mapping[str, Value] | None = None, by: str = "mira"
    ) -> Turn:
        event = event_of(Act(button.verb, button.args, button.revision, values or {}))
        assert event is not None
        return self.happens(event, by)  # type: ignore[arg-type]  # a case's button is no request

    def do(self, verb: str, by: str = "mira") -> Turn:
        """Press a button of some list or message: it names the case and nothing else."""
        return self.press(Button(verb, (verb,)), by=by)

    def send(
        self,
        values: Mapping[str, Value],
        by: str = "mira",
        *,
        intent: str = "next",
        form: Form | None = None,
    ) -> Turn:
        """Send a page, as it is shown now or as `form` was drawn before."""
        drawn = form or self.form
        return self.press(button_of(drawn, intent), values, by)

    def keep(self, reply: str = "", by: str = "mira") -> Turn:
        """Reply to an *are you sure?* and let the answers stand."""
        assert self.form.view == "prompt"
        return self.press(self.form.submit, {"reply": reply}, by)

    def open(self, question: str, risk: str | None = None, by: str = "mira") -> Turn:
        return self.happens(PageOpened(PageRef(question, risk)), by)

    def submit(self, by: str = "mira") -> Turn:
        assert self.card.view == "review"
        return self.press(self.card.buttons[0], by=by)

    def answer_as_from_here(self, id: str, by: str = "mira") -> "Screening":
        """Answer what is left as a worked product does."""
        return self.answer_as(worked(id), by)

    def answer_as(
        self,
        told: WrittenCase,
        by: str = "mira",
        *,
        until: Callable[["Screening"], bool] = lambda _: False,
        other: Mapping[str, Value] | None = None,
    ) -> "Screening":
        """Answer page after page as a worked product does, until the review or `until`.

        `other` is answered instead, by question or by `question_risk`.
        """
        while isinstance(self.reply, Form) and not until(self):
            if self.form.view == "prompt":
                self.keep("It is as we said.", by)
            else:
                drawn = self.form
                self.send(values_for(drawn, told, other), by)
                assert self.reply != drawn, "the page does not go on"
                faults = [line(one.error) for one in _fields_of(self.reply) if one.error]
                assert not faults, faults
        return self


def _fields_of(reply: Reply) -> tuple[Field, ...]:
    return reply.fields if isinstance(reply, Form) else ()


def button_of(form: Form, intent: str) -> Button:
    """Return the button of a page that sends it with an intent."""
    every = (form.submit, *form.others)
    return next(button for button in every if button.args.get("intent") == intent)


def questions_of(form: Form) -> tuple[str, ...]:
    return tuple(one.id for one in form.fields if "." not in one.id)


def values_for(
    form: Form, told: WrittenCase, other: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """Return what a worked product says to the fields of a page; free ones are filled in."""
    risk = PageRef.read(form.submit.args["page"]).risk
    return {one.id: _value_for(one, risk, told, other or {}) for one in form.fields}


def _value_for(
    one: Field, risk: str | None, told: WrittenCase, other: Mapping[str, Value]
) -> Value:
    own = told.answers.general if risk is None else told.answers.risks[risk]
    for name, found in ((f"{one.id}_{risk}", other), (one.id, other), (one.id, own)):
        if name in found:
            return found[name]
    free = {"P01": told.name[:80], "P02": told.story[:400] or "A story.", "P03": LAUNCH}
    if one.id in free:
        return free[one.id]
    if one.id.endswith(".note"):
        return (
            "There is a reason." if own.get(one.id.partition(".")[0]) == ("not_applicable",) else ""
        )
    if one.value:
        return one.value
    return "" if isinstance(one.kind, TextField) else "unsure"


@cache
def _played(id: str) -> tuple[Screening, tuple[Form, ...]]:
    run = Screening()
    run.start()
    run.answer_as(worked(id))
    run.submit()
    forms = [turn.replies[0] for _, _, turn in run.turns]
    return run, tuple(form for form in forms if isinstance(form, Form))


def played(id: str) -> Screening:
    """Return a worked product screened by Mira from the first page to the result."""
    return _played(id)[0].branch()


def pages_of(id: str) -> tuple[Form, ...]:
    """Return the pages that a worked product was asked, in order."""
    return tuple(form for form in _played(id)[1] if form.view == "page")


def review_of(id: str) -> Screening:
    """Return a worked product with all its answers, just before it is sent."""
    run = played(id)
    return _cut(run, len(run.turns) - 1)


def harmless(**other: Value) -> Screening:
    """Return the pocket calculator before it is sent, with some answers given otherwise."""
    if not other:
        return review_of("G01")
    run = Screening()
    run.start()
    return run.answer_as(worked("G01"), other=other)


def up_to(
    id: str, question: str, risk: str | None = None, *, other: Mapping[str, Value] | None = None
) -> Screening:
    """Return a worked product answered up to the page that begins with a question."""

    def there(run: Screening) -> bool:
        return run.form.view == "page" and run.page == PageRef(question, risk)

    if other is None:
        return _first(played(id), there)
    run = Screening()
    run.start()
    run.answer_as(worked(id), until=there, other=other)
    assert run.page == PageRef(question, risk)
    return run


def _first(run: Screening, there: Callable[[Screening], bool]) -> Screening:
    """Return a screening as it was when it came to a place for the first time."""
    for length in range(1, len(run.turns) + 1):
        cut = _cut(run, length)
        if isinstance(cut.reply, Form) and there(cut):
            return cut
    raise AssertionError("it never came there")


def _cut(run: Screening, length: int) -> Screening:
    turns = run.turns[:length]
    return replace(run, turns=turns, present=turns[-1][2].case)


def told(effects: Iterator[Effect] | list[Effect] | tuple[Effect, ...]) -> list[tuple[str, object]]:
    """Return who is told by these effects, and by which message."""
    return [(one.view, one.audience) for one in effects if isinstance(one, Notify)]


def answers_that_count(run: Screening) -> Answers:
    return run.case.round.answers


def given(run: Screening, question: str, risk: str | None = None) -> Any:
    """Return what is saved at one place, or None."""
    place: Place = (question, risk)
    found = run.case.round.given.get(place)
    return found.value if found is not None else None


_NOT_SHOWN = {"view", "verb", "args", "revision", "id", "style", "tone", "exclusive", "value"}


def line(text: tuple[object, ...]) -> str:
    """Return one text as a line of plain words; days, moments and conversations by number or id."""
    return "".join(_inline(part) for part in text)


def _inline(part: object) -> str:
    if isinstance(part, Moment):
        return part.at.isoformat()
    if isinstance(part, Conversation):
        return part.id
    return part.on.isoformat() if isinstance(part, Day) else str(part)


def lines(shown: object) -> Iterator[str]:
    """Yield every text of a card, form or notice, whatever hangs below it."""
    if isinstance(shown, tuple) and shown and all(_is_inline(part) for part in shown):
        yield line(shown)
    elif isinstance(shown, tuple):
        for part in shown:
            yield from lines(part)
    elif is_dataclass(shown):
        for one in fields(shown):
            if one.name not in _NOT_SHOWN:
                yield from lines(getattr(shown, one.name))


def _is_inline(part: object) -> bool:
    return isinstance(part, str | Moment | Day | Conversation)


def words(shown: Reply) -> str:
    """Return all that a reply says."""
    return "\n".join(lines(shown))


def buttons_in(shown: object) -> Iterator[Button]:
    """Yield every button of a reply, those beside entries included."""
    if isinstance(shown, Button):
        yield shown
    elif isinstance(shown, tuple):
        for part in shown:
            yield from buttons_in(part)
    elif is_dataclass(shown):
        for one in fields(shown):
            yield from buttons_in(getattr(shown, one.name))


def a_day(text: str) -> date:
    return date.fromisoformat(text)


def sent_as_it_was(run: Screening) -> Submitted:
    """Return the event of sending the review that is shown."""
    return Submitted(run.card.buttons[0].revision)
