"""For whom a view is drawn: their words, and how questions, answers and people read to them."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from flows.cards import Button, Day, Style, Text
from flows.case import Answer, Place, Round
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.questions import Kind, Question
from flows.pack.words import Said, Words, in_rows
from flows.people.context import Context
from flows.people.due import zone_of
from flows.people.profile import SHELL


@dataclass(frozen=True)
class Viewer:
    """A pack in the language of the person who will read."""

    pack: Pack
    context: Context

    @cached_property
    def words(self) -> Words:
        return self.pack.in_language(self.context.profile.locale)

    def say(self, key: str, **said: Said) -> Text:
        """Return a sentence of the bot."""
        return self.words.say(key, **said)

    def anew(self, verb: str, **args: str) -> Button:
        """Return the act that draws a card or form again."""
        return Button(verb, self.say("button.anew"), args, style=Style.PRIMARY)

    def text(self, id: str, key: str, source: str) -> Text:
        """Return a text of the pack, such as the `say` of a rule."""
        return self.words.text(f"{id}.{key}", source)

    @property
    def reminder(self) -> Text:
        """What whoever types freely is reminded of: no names of people who could be harmed."""
        reminder = self.pack.confidentiality.free_text_reminder
        return self.text("confidentiality", "free_text_reminder", reminder)

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment where the reader is."""
        return moment.astimezone(zone_of(self.context.profile.zone)).date()

    def person(self, id: str | None) -> Text:
        if not id:
            return self.say("nobody")
        if id in SHELL:
            return self.say(f"actor.{id}")
        profile = self.context.people.get(id)
        return (profile.name,) if profile is not None else (id,)

    def role(self, id: str) -> Text:
        return self.text(id, "name", self.pack.role[id].name)

    def roles(self, ids: tuple[str, ...]) -> Text:
        return in_rows([self.role(id) for id in ids]) if ids else self.say("nobody")

    def question(self, id: str, risk: str | None = None) -> Text:
        """Return a question as asked, about one risk where it is.

        A case may hold an answer that a later pack does not ask any more: its id stands for it.
        """
        if id not in self.pack.question:
            return (id,)
        (text,) = self.text(id, "text", self.pack.question[id].text)
        if risk is None or not isinstance(text, str):
            return (text,)
        (title,) = self.risk(risk)
        return (text.replace("{risk.title}", str(title)),)

    def why(self, question: Question) -> Text:
        return self.text(question.id, "why", question.why)

    def risk(self, id: str) -> Text:
        known = self.pack.risk.get(id)
        return self.text(id, "title", known.title) if known is not None else (id,)

    def measure(self, id: str) -> Text:
        known = self.pack.measure.get(id)
        return self.text(id, "text", known.text) if known is not None else (id,)

    def option(self, question: Question, id: str) -> Text:
        """Return one option as it reads; a risk or a measure by its own words."""
        for option in question.options:
            if option.id == id:
                return self.text(question.id, id, option.text)
        if id in self.pack.risk:
            return self.risk(id)
        if id in self.pack.measure:
            return self.measure(id)
        return self._kept_apart(question) if question.id == self.pack.private_question else (id,)

    def _kept_apart(self, question: Question) -> Text:
        """Read what the shared record keeps in the place of the closing answers."""
        return self.option(question, self.pack.confidentiality.private_case.result_as)

    def answer(self, id: str, answer: Answer | None) -> Text:
        """Return an answer in words; what was not answered says so."""
        question = self.pack.question.get(id)
        if answer is None:
            return self.say("answer.open")
        if question is None:
            return (answer,) if isinstance(answer, str) else ("; ".join(answer),)
        if isinstance(answer, tuple):
            return in_rows([self.option(question, option) for option in answer], "; ")
        if not answer:
            return self.say("answer.left_out")
        if question.type == Kind.DATE:
            return (Day(date.fromisoformat(answer)),)
        if question.type == Kind.PERSON:
            return self.person(answer)
        return (answer,)

    def answered(self, round: Round, place: Place) -> Text:
        """Return the answer at one place with the words noted beside it."""
        given = round.standing.get(place)
        answer = self.answer(place[0], given.value if given is not None else None)
        if given is None or not given.note:
            return answer
        return self.say("answer.with_note", answer=answer, note=given.note)

    def cited(self, round: Round, place: Place) -> Text:
        """Return a question with its answer, as a reason; of a harm with the harm's name."""
        question, risk = place
        answer = self.answered(round, place)
        if risk is None:
            return self.say("because.answer", question=self.question(question), answer=answer)
        asked = self._dimension(question) or self.question(question, risk)
        return self.say("because.rating", risk=self.risk(risk), question=asked, answer=answer)

    def _dimension(self, question: str) -> Text:
        """Return the name of what a question rates, nothing when it rates nothing."""
        for dimension in self.pack.severity.dimensions:
            if dimension.question == question:
                return self.say(f"dimension.{dimension.id}")
        return self.say("dimension.likelihood") if question == self.pack.likelihood.question else ()

    def outcome(self, id: str) -> Text:
        """Return one outcome of a decision as it reads."""
        outcomes = {each.id: each.text for each in self.pack.hr_decision.outcomes}
        return self.text(f"outcome.{id}", "text", outcomes.get(id, id))

    def module(self, id: str) -> Text:
        return self.text(f"module.{id}", "title", self.pack.module[id].title)

    def section(self, id: str) -> Text:
        """Return the name of a section, or the title of the module that is one."""
        return self.module(id) if id in self.pack.module else self.say(f"section.{id}")

    def product(self, round: Round) -> Text:
        """Return what the product is called, or that it has no name yet."""
        given = round.known.get((anchors.NAME, None))
        return (str(given.value),) if given is not None else self.say("product.unnamed")
