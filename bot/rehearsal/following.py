"""How people carry a case on: by what the card that they open offers them, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.rehearsal.answering import Answering
from bot.rehearsal.filling import Desk, filled
from bot.rehearsal.playing import Player, buttons_in_lists, buttons_of, entries_of
from bot.rehearsal.stage import START
from bot.rehearsal.story import Chapter, Move, Sitting, Story
from flows.cards import Button, Card, Form, Notice, Reply
from flows.case import REFUSABLE, WORKABLE, MeasureState
from flows.errors import CaseFileError
from storage import store

ON_A_MEASURE: Mapping[str, tuple[MeasureState, ...]] = {
    "implement": WORKABLE,
    "progress": WORKABLE,
    "block": WORKABLE,
    "refuse": REFUSABLE,
    "verify": (MeasureState.IMPLEMENTED,),
}
"""What is done on the card of a measure, and which measures are opened for it from their list."""

LISTED = Button("list", ("My cases",))
MOST_PAGES = 200


@dataclass(slots=True)
class Following:
    """One case on its way, chapter by chapter. `done` is what is not done once more in it."""

    player: Player
    answering: Answering
    story: Story
    chapter: Chapter
    done: set[tuple[object, ...]] = field(default_factory=set)
    card: Card | None = None

    async def play(self) -> None:
        """Let everybody do their part, again and again, until nobody has one any more."""
        await self._pass_time()
        while sum([await self._sit(one) for one in self.chapter.sittings]):
            pass

    async def _pass_time(self) -> None:
        """Go on in the morning of the day when the chapter begins."""
        now, days = self.player.now, self.chapter.after_days
        if self.chapter.on_review_day:
            days = (await self._review_on() - now.date()).days
        if days > 0:
            morning = now.replace(hour=START.hour, minute=0) + timedelta(days=days)
            await self.player.passes(morning - now)

    async def _review_on(self) -> date:
        """Return the day of the review of the only case there is; today when it has none."""
        core = self.player.salient.core
        (listed,) = await core.database.run(store.summaries, core.keys)
        case = await core.database.run(store.load, core.keys, listed.case_id)
        return case.review_on or self.player.now.date()

    async def _sit(self, sitting: Sitting) -> int:
        """Return how often somebody did something."""
        return sum([await self._do(sitting.person, move) for move in sitting.moves])

    async def _do(self, person: str, move: Move) -> int:
        """Do one thing as often as it is offered, or once, and return how often that was."""
        acts, seen = 0, set[str]()
        while not (move.once and (person, move) in self.done):
            button = await self._find(person, move.name, seen)
            if button is None:
                break
            if not self.done:
                self.player.transcript.begins(self.player.now, self.chapter.title)
            self.done.add((person, move))
            reply = await self.act(person, button)
            if isinstance(reply, Notice):
                self.done.add(_key(person, button))
            acts += 1
        return acts

    async def _find(self, person: str, name: str, seen: set[str]) -> Button | None:
        """Return the first button of this name that somebody is offered and did not press yet."""
        listed = await self.player.look(person, LISTED)
        offered = buttons_in_lists(listed) if isinstance(listed, Card) else []
        found = self._named(person, name, offered)
        opens = await self._way_in(person, offered) if found is None else None
        if opens is None:
            return found
        opened = await self.player.look(person, opens)
        self.card = opened if isinstance(opened, Card) else None
        if self.card is not None and name in ON_A_MEASURE:
            return await self._find_on_measures(person, name, self.card, seen)
        return self._named(person, name, buttons_of(opened))

    async def _way_in(self, person: str, offered: list[Button]) -> Button | None:
        """Return what opens the case: its line, else the way back from what is asked there."""
        line = next((each for each in offered if each.verb == "see"), None)
        if line is not None:
            return line
        for each in offered:
            if each.verb in ("measure", "form"):
                shown = buttons_of(await self.player.look(person, each))
                back = next((one for one in shown if one.verb == "see"), None)
                if back is not None:
                    return back
        return None

    async def _find_on_measures(
        self, person: str, name: str, card: Card, seen: set[str]
    ) -> Button | None:
        """Look at one measure after the other; one that offered nothing is not opened again."""
        for each in self._measures(card, ON_A_MEASURE[name]):
            about = each.args["about"]
            if about in seen:
                continue
            found = self._named(person, name, buttons_of(await self.player.look(person, each)))
            if found is not None:
                return found
            seen.add(about)
        return None

    def _measures(self, card: Card, states: tuple[MeasureState, ...]) -> Iterator[Button]:
        """Yield what opens the measures of a card that it says are in one of these states."""
        words = self.answering.pack.in_language(self.answering.pack.language)
        labels = [words.say(f"measure_state.{state.value}") for state in states]
        for entry in entries_of(card):
            if entry.label in labels:
                yield from (each for each in entry.buttons if each.verb == "measure")

    def _named(self, person: str, name: str, offered: list[Button]) -> Button | None:
        named = (each for each in offered if (each.args.get("form") or each.verb) == name)
        return next((each for each in named if _key(person, each) not in self.done), None)

    async def act(self, person: str, button: Button) -> Reply:
        """Press a button and fill whatever form it opens, until something else is shown."""
        reply = await self.player.press(person, button)
        for _ in range(MOST_PAGES):
            if isinstance(reply, Form):
                reply = await self._fill(person, reply)
            elif isinstance(reply, Card) and reply.view == "review":
                reply = await self.player.press(person, reply.buttons[0])
            else:
                self.player.transcript.comes_to(person, reply)
                return reply
        raise CaseFileError(f"{button.verb} never comes to an end")

    async def _fill(self, person: str, form: Form) -> Reply:
        typed = {**self.story.typed.get(form.view, {}), **self.chapter.typed.get(form.view, {})}
        desk = Desk(self.player.now.date(), self.card)
        values = filled(form, typed, self.answering, desk)
        self.player.transcript.typed(form, values)
        reply = await self.player.look(person, form.submit, values)
        faults = [one for one in getattr(reply, "fields", ()) if one.error]
        if faults:
            plain = self.player.transcript.plain
            said = "; ".join(f"{one.id}: {plain(one.error)}" for one in faults)
            raise CaseFileError(f"what the story types in {form.view} is not taken: {said}")
        return reply


def _key(person: str, button: Button) -> tuple[object, ...]:
    return (person, button.verb, *sorted(button.args.items()), button.revision)
