"""Choices as Slack's options: shortened where they must be, and then written out above."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.channels.slack.drawing.body import Piece, context
from bot.channels.slack.text import Pen, Run, Tree, plain_text, shortened
from flows.cards import Choice, Text

OPTION, DESCRIPTION, GROUP = 75, 75, 75
IN_A_GROUP = 100
READ_AT_ONCE = 10
"""So many choices stand open, one below the other: more do not fit into radio buttons or boxes."""


@dataclass(frozen=True, slots=True)
class Options:
    """Choices drawn once: the very objects must stand again where one is chosen already."""

    pen: Pen
    choices: Sequence[Choice]
    drawn: Sequence[Tree]
    marks: Sequence[str]

    @classmethod
    def of(cls, pen: Pen, choices: Sequence[Choice]) -> "Options":
        marks = list(_marks(pen, choices))
        drawn = [_option(pen, choice, mark) for choice, mark in zip(choices, marks, strict=True)]
        return cls(pen, choices, drawn, marks)

    @property
    def few(self) -> bool:
        """Whether all of them stand open, one below the other."""
        return len(self.choices) <= READ_AT_ONCE and not any(
            choice.group for choice in self.choices
        )

    def chosen(self, values: Sequence[str]) -> list[Tree]:
        """Return the options that were chosen, each once; what is not offered is left out."""
        return [option for option in self.drawn if option["value"] in values]

    def menu(self) -> Tree:
        """Return options as a menu takes them, in groups where they have groups or are many."""
        if len(self.drawn) <= IN_A_GROUP and not any(choice.group for choice in self.choices):
            return {"options": list(self.drawn)}
        return {"option_groups": list(self._groups())}

    def in_full(self) -> Piece:
        """Write out whatever an option has no room for, under its number where it has one."""
        long = [
            Run(_full(choice, mark or "• "))
            for choice, mark in zip(self.choices, self.marks, strict=True)
            if _is_cut(self.pen, choice, mark)
        ]
        return context(self.pen, Run(self.pen.say("slack.in_full")), *long) if long else []

    def _groups(self) -> Iterator[Tree]:
        pairs = zip(self.choices, self.drawn, strict=True)
        for name, run in groupby(pairs, lambda pair: self.pen.plain(pair[0].group)):
            options = [option for _, option in run]
            label = name or self.pen.plain(self.pen.say("slack.choices"))
            for start in range(0, len(options), IN_A_GROUP):
                count = f" ({start // IN_A_GROUP + 1})" if len(options) > IN_A_GROUP else ""
                yield {
                    "label": plain_text(shortened(label, GROUP - len(count)) + count),
                    "options": options[start : start + IN_A_GROUP],
                }


def _marks(pen: Pen, choices: Sequence[Choice]) -> Iterator[str]:
    """Number choices when some text is cut: two of them could begin alike."""
    numbered = any(len(pen.plain(choice.text)) > OPTION for choice in choices)
    return (f"{number}. " if numbered else "" for number, _ in enumerate(choices, 1))


def _option(pen: Pen, choice: Choice, mark: str) -> Tree:
    said, hint = pen.plain(choice.text), pen.plain(choice.hint)
    drawn: Tree = {"text": plain_text(shortened(mark + said, OPTION)), "value": choice.id}
    if hint.strip():
        drawn["description"] = plain_text(shortened(hint, DESCRIPTION))
    return drawn


def _is_cut(pen: Pen, choice: Choice, mark: str) -> bool:
    too_long = len(mark) + len(pen.plain(choice.text)) > OPTION
    return too_long or len(pen.plain(choice.hint)) > DESCRIPTION


def _full(choice: Choice, mark: str) -> Text:
    hint = (" – ", *choice.hint) if choice.hint else ()
    return f"\n{mark}", *choice.text, *hint
