"""Replies as Slack shows them: windows, messages and home pages made of blocks.

Nothing here knows a card or form by name: whatever has the shape of a reply is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.channels.slack.drawing.body import (
    RULE,
    Piece,
    body,
    context,
    details,
    headline,
    sections,
    signed,
)
from bot.channels.slack.drawing.buttons import rows
from bot.channels.slack.drawing.fields import AccountOf, Fields, input_ids, place_of
from bot.channels.slack.drawing.parts import MOST_BLOCKS, MOST_BLOCKS_OF_A_HOME, parted, ways
from bot.channels.slack.limits import MOST_MESSAGE_TEXT, check
from bot.channels.slack.text import Pen, Run, Tree, escaped_beginning, plain_text, shortened
from bot.contract import Payload, Reader, Surface
from bot.contract.acting import act_text, case_of
from bot.contract.twin import twin, written
from flows.acts import Act
from flows.cards import Button, Card, Form, Heading, Notice, Reply, Style, Text
from flows.pack.words import Said, Words

__all__ = ["Drawing", "input_ids"]

TITLE, NOTICE = 24, 150
MOST_BLOCKS_OF_A_MESSAGE = 40
MOST_ABOVE = 40
"""Blocks above the fields of a form, which need the rest of the window."""


FORM, CARD = "form", "card"
"""What a window is, said in its callback id: only a form is ever sent."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws every reply; `account_of` tells by which account a person is known here."""

    words: Callable[[str], Words]
    account_of: AccountOf

    def drawn(self, reply: Reply, reader: Reader, surface: Surface, part: int = 1) -> Payload:
        """Draw a reply for where it will stand, within every limit of that place."""
        match surface:
            case Surface.PRIVATE:
                view = self.window(reply, reader, part)
                return {"view": view, "text": twin(reply, reader)}
            case Surface.HOME:
                return {"view": self.home(reply, reader), "text": twin(reply, reader)}
            case Surface.DIRECT | Surface.SHARED:
                return self.message(reply, reader, shared=surface is Surface.SHARED)
            case _:
                assert_never(surface)

    def window(self, reply: Reply, reader: Reader, part: int = 1) -> Tree:
        """Draw a window; a card too long for one is drawn in parts, and this is one of them."""
        pen = self._pen(reader)
        match reply:
            case Form():
                view = self._form(pen, reply)
            case Card():
                view = _window(pen, reply.title, CARD, _of_part(pen, reply, part))
            case Notice():
                title = pen.say("slack.name")
                view = _window(pen, title, CARD, [*_stated(pen, reply), *rows(pen, reply.buttons)])
            case _:
                assert_never(reply)
        return check(view)

    def message(self, reply: Reply, reader: Reader, *, shared: bool) -> Payload:
        """Draw a message: blocks, all of it as text, and the one line a lock screen may show.

        Both texts are escaped, since Slack reads the text of a message as markup.
        """
        pen = self._pen(reader, shared)
        text = escaped_beginning(twin(_standing(reply), reader), MOST_MESSAGE_TEXT)
        notice = escaped_beginning(pen.plain(_notice(reply)), NOTICE)
        blocks = _standing_alone(pen, reply, MOST_BLOCKS_OF_A_MESSAGE)
        return check({"blocks": blocks, "text": text, "notice": notice})

    def home(self, reply: Reply, reader: Reader) -> Tree:
        """Draw the standing page of one person."""
        pen = self._pen(reader)
        return check({"type": "home", "blocks": _standing_alone(pen, reply, MOST_BLOCKS_OF_A_HOME)})

    def waiting(self, reader: Reader) -> Tree:
        """Draw a window that says *one moment*, until what it waits for is there."""
        pen = self._pen(reader)
        said = sections(pen, Run(pen.say("slack.moment")))
        return check(_window(pen, pen.say("slack.name"), CARD, said))

    def say(self, key: str, reader: Reader, **said: Said) -> Text:
        """Return a sentence of the bot in a reader's language."""
        return self._pen(reader).say(key, **said)

    def plain(self, text: Text, reader: Reader) -> str:
        """Write a text as one string, for where Slack takes nothing else."""
        return self._pen(reader).plain(text)

    def _form(self, pen: Pen, form: Form) -> Tree:
        submit = form.submit
        fields = Fields(pen, place_of(form), self.account_of)
        confirm = sections(pen, Run(submit.confirm)) if submit.confirm else []
        blocks = [
            *_progress(pen, form),
            *_above(pen, form),
            *_flat([fields.draw(field) for field in form.fields]),
            *(context(pen, Run(form.reminder)) if form.reminder else []),
            *confirm,  # a button that sends a window cannot ask by itself
            *rows(pen, form.others),
        ]
        has_case = case_of(Act(submit.verb, submit.args)) is not None
        closing = pen.say("slack.close.unsaved" if has_case else "slack.close")
        return {
            **_window(pen, form.title, FORM, blocks),
            "close": plain_text(shortened(pen.plain(closing), TITLE)),
            "private_metadata": act_text(submit.verb, submit.args, submit.revision),
            "submit": plain_text(shortened(pen.plain(submit.label), TITLE)),
            "notify_on_close": has_case,
        }

    def _pen(self, reader: Reader, shared: bool = False) -> Pen:
        return Pen(reader, self.words(reader.locale), shared)


def _window(pen: Pen, title: Text, kind: str, blocks: list[Tree]) -> Tree:
    """Frame blocks as a window; a title that its bar cannot hold stands above them in full."""
    fits = len(pen.plain(title)) <= TITLE
    bar = pen.plain(title if fits else pen.say("slack.name"))
    return {
        "type": "modal",
        "callback_id": kind,
        "title": plain_text(shortened(bar, TITLE)),
        "close": plain_text(shortened(pen.plain(pen.say("slack.close")), TITLE)),
        "blocks": blocks if fits else [*headline(pen, title), *blocks],
    }


def _of_part(pen: Pen, card: Card, part: int) -> list[Tree]:
    """Return one part of a card; its own buttons stand on every part.

    What can be unfolded comes in parts of its own after all others.
    """
    room = MOST_BLOCKS - len(rows(pen, card.buttons)) - len(headline(pen, card.title)) - 2
    said = parted(body(pen, card.body, folded=card.anew is not None), room)
    behind = details(pen, card.body) if card.anew is not None else []
    parts = [*said, *(parted(behind, room) if behind else [])]
    part = min(max(part, 1), len(parts))
    where = pen.say("slack.part", part=part, parts=len(parts))
    return [
        *(context(pen, Run(where)) if len(parts) > 1 else []),
        *parts[part - 1],
        *rows(pen, ways(pen, card.anew, part, len(said), len(parts))),
        *rows(pen, card.buttons if part >= len(said) else _quieter(card.buttons)),
    ]


def _quieter(buttons: Sequence[Button]) -> list[Button]:
    """Return buttons with none that asks first: one that leads on is there already."""
    return [replace(each, style=Style.PLAIN) for each in buttons]


def _standing_alone(pen: Pen, reply: Reply, most: int) -> list[Tree]:
    """Return a reply where nobody can fill anything in and where there are no further parts."""
    match reply:
        case Notice():
            return [*_stated(pen, reply), *rows(pen, reply.buttons)]
        case Card():
            said, own, progress = reply.body, rows(pen, reply.buttons), []
        case Form():
            said, own, progress = reply.intro, [], _progress(pen, reply)
        case _:
            assert_never(reply)
    line = [RULE] if said and isinstance(said[0], Heading) else []
    title = [*headline(pen, reply.title), *line]
    parts = parted(body(pen, said), most - len(own) - len(title) - len(progress) - 1)
    is_all = isinstance(reply, Card) and len(parts) == 1
    anew = rows(pen, [reply.anew]) if reply.anew is not None and not is_all else []
    return [*title, *progress, *parts[0], *anew, *own]


def _above(pen: Pen, form: Form) -> list[Tree]:
    """Draw what stands above the fields; a form has no parts, so much of it stands as one text."""
    drawn = _flat(body(pen, form.intro))
    if len(drawn) <= MOST_ABOVE:
        return drawn
    return sections(pen, Run((written(form.intro, pen.reader),)))


def _stated(pen: Pen, notice: Notice) -> list[Tree]:
    label = pen.say(f"slack.notice.{notice.tone}")
    return sections(pen, *signed(label, notice.text, notice.tone))


def _progress(pen: Pen, form: Form) -> Piece:
    return context(pen, Run(form.progress)) if form.progress else []


def _standing(reply: Reply) -> Reply:
    """Return what of a reply a message shows: of a form, what it is about and the way there."""
    if not isinstance(reply, Form):
        return reply
    buttons: tuple[Button, ...] = () if reply.anew is None else (reply.anew,)
    return Card(reply.view, reply.title, reply.intro, buttons)


def _notice(reply: Reply) -> Text:
    match reply:
        case Card():
            return reply.notice or reply.title
        case Form():
            return reply.title
        case Notice():
            return reply.text
        case _:
            assert_never(reply)


def _flat(made: Sequence[Piece]) -> list[Tree]:
    return [block for piece in made for block in piece]
