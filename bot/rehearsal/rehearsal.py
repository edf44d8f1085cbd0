"""The whole of a rehearsal: the screening, what follows it, and what is in the store then."""

from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from bot.contract.twin import twin
from bot.rehearsal.answering import Answering
from bot.rehearsal.following import LISTED, Following
from bot.rehearsal.playing import Player, buttons_in_lists
from bot.rehearsal.stage import LAUNCH_AFTER
from bot.rehearsal.story import Story, read_story
from bot.rehearsal.telling import Say, Transcript
from bot.wiring import Salient
from flows.cards import Button, Card, Form, Reply
from flows.case import Phase
from flows.errors import CaseFileError
from flows.screening.cases import WrittenCase
from storage import figures, journal, store

MANAGER, LEAD = "manager", "hr_lead"
OVER = (Phase.CLOSED, Phase.WITHDRAWN)


@dataclass(slots=True)
class Rehearsal:
    """One product being played; `say` takes each line of the transcript."""

    salient: Salient
    case: WrittenCase
    say: Say
    story: Story = field(default_factory=read_story)
    launch_on: date = field(init=False)

    def __post_init__(self) -> None:
        self.launch_on = (self.salient.clock.now() + LAUNCH_AFTER).date()

    async def play(self) -> None:
        """Play from the start card until the case is closed."""
        player = self._player()
        await self._screen(player)
        await self._follow(player)
        await self._look_into_the_store()

    async def play_to_the_result(self) -> None:
        """Play from the start card to what the human rights lead sees first."""
        await self._screen(self._player())
        await self._look_into_the_store()

    def _player(self) -> Player:
        return Player(self.salient, Transcript(self.say))

    async def _screen(self, player: Player) -> None:
        reply = await player.press(MANAGER, Button("start", ("Screen a launch",)))
        while isinstance(reply, Form):
            reply = await self._answer(player, reply)
            if isinstance(reply, Card) and reply.view == "review":
                player.transcript.shows(replace(reply, body=()))
                reply = await player.press(MANAGER, reply.buttons[0])
        player.transcript.shows(reply)
        await self._hear_the_team(player)

    async def _answer(self, player: Player, form: Form) -> Reply:
        plain = player.transcript.plain
        self.say(f"\nSalient · {plain(form.title)} · {plain(form.progress)}")
        values = self._answering.page(form)
        player.transcript.typed(form, values)
        return await player.look(MANAGER, form.submit, values)

    async def _hear_the_team(self, player: Player) -> None:
        """Let the human rights lead open what waits for the team, and ask how firm it is."""
        self.say("")
        listed = await player.press(LEAD, LISTED)
        for button in buttons_in_lists(listed) if isinstance(listed, Card) else ():
            opened = await player.press(LEAD, button)
            player.transcript.comes_to(LEAD, opened)
            for further in getattr(opened, "buttons", ()):
                if further.verb == "smallest_change":
                    reply = await player.press(LEAD, further)
                    self.say(twin(reply, player.transcript.reader).strip())

    async def _follow(self, player: Player) -> None:
        for chapter in self.story.chapters:
            await Following(player, self._answering, self.story, chapter).play()
        phase = await self._phase(player)
        if phase not in OVER:
            raise CaseFileError(f"the story of {self.case.id} ends in {phase.value}, not closed")

    async def _phase(self, player: Player) -> Phase:
        listed = await player.look(LEAD, LISTED)
        button = buttons_in_lists(listed)[0] if isinstance(listed, Card) else LISTED
        case, core = UUID(button.args["case"]), self.salient.core
        return (await core.database.run(store.load, core.keys, case)).phase

    @property
    def _answering(self) -> Answering:
        return Answering(self.salient.core.shelf.accepted, self.case, self.launch_on)

    async def _look_into_the_store(self) -> None:
        counts = await self.salient.core.database.run(figures.contents)
        flaws = await self.salient.core.database.run(journal.verify)
        self.say("\nIn the store:")
        for name, count in counts.items():
            self.say(f"  {name}: {count}")
        self.say(
            f"  journal: {'complete and unaltered' if not flaws else '; '.join(map(str, flaws))}"
        )
