"""Texts as Slack takes them: what somebody typed can neither ping, nor link, nor format.

Words of ours may be bold and may carry moments that Slack writes in each reader's own zone;
that needs Slack's markup. A text with anything in it that the markup would read as its own goes
out as plain text instead: the same words, without the bold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from bot.contract import Reader
from bot.contract.twin import moment
from bot.contract.twin import plain as plain_part
from flows.cards import Conversation, Day, Inline, Moment, Text
from flows.pack.words import Said, Words

Tree: TypeAlias = dict[str, Any]

LONGEST = 3000
NOTHING = "–"
"""Stands where a text is empty: Slack refuses an object without any."""

MARKUP = re.compile(r"[*_~`]|:[^\s:]+:|^\s*(?:>|[-+•◦▪]\s|\d+[.)]\s)", re.MULTILINE)
"""What Slack would read as bold, slanted, struck or code, as an emoji, a quotation or a list.
There is no way to escape these, so whatever matches is not sent as markup at all."""

CONVERSATION = re.compile(r"[CDG][A-Z0-9]+", re.ASCII)
CUT_ENTITY = re.compile(r"&[a-z]{0,3}…\Z")
BREAKS = ("\n\n", "\n", ". ", " ")
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line."""

    text: Text
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Pen:
    """Who reads, in which words, and whether several people do."""

    reader: Reader
    words: Words
    shared: bool = False

    def say(self, key: str, **said: Said) -> Text:
        """Return a sentence of the bot in the reader's language."""
        return self.words.say(key, **said)

    def plain(self, text: Text) -> str:
        """Write a text as one string without any markup."""
        return "".join(self._plain(part) for part in text)

    def _plain(self, part: Inline) -> str:
        name = plain_part((part,), self.reader)
        return f"#{name}" if isinstance(part, Conversation) else name

    def texts(self, *runs: Run, most: int = LONGEST) -> list[Tree]:
        """Write runs as text objects, several when one cannot hold them; nothing is lost."""
        if any(self._needs_markup(run) for run in runs):
            marked = self._marked(runs)
            if marked and marked.strip() and len(marked) <= most:
                return [marked_text(marked)]
        said = "".join(self.plain(run.text) for run in runs)
        return [plain_text(piece) for piece in pieces(said, most)]

    def _needs_markup(self, run: Run) -> bool:
        alive = (Moment, Conversation) if self.shared else (Conversation,)
        return run.bold or any(isinstance(part, alive) for part in run.text)

    def _marked(self, runs: tuple[Run, ...]) -> str | None:
        """Return runs in Slack's markup; None when some of their own characters would be read."""
        return "".join(self._run(run) for run in runs) if self.is_literal(*runs) else None

    def is_literal(self, *runs: Run) -> bool:
        """Whether Slack would read nothing of this as its own markup."""
        return not any(self._reads_as_markup(run) for run in runs)

    def length(self, *runs: Run) -> int:
        """Return about how many characters a text has."""
        return sum(len(self.plain(run.text)) for run in runs)

    def _reads_as_markup(self, run: Run) -> bool:
        said = self.plain(run.text)
        return MARKUP.search(said) is not None or (run.bold and "\n" in said)

    def _run(self, run: Run) -> str:
        said = "".join(self._inline(part) for part in run.text)
        return f"*{said.strip()}*" if run.bold and said.strip() else said

    def _inline(self, part: Inline) -> str:
        match part:
            case Moment(at) if self.shared:
                # Several people read: Slack writes it in the zone of each.
                written = escaped(moment(at, self.reader)).replace("|", "/")
                return f"<!date^{int(at.timestamp())}^{{date_long}}, {{time}}|{written}>"
            case Conversation(id) if CONVERSATION.fullmatch(id):
                return f"<#{id}>"
            case str() | Moment() | Day() | Conversation():
                return escaped(self._plain(part))
            case _:
                assert_never(part)


def escaped(said: str) -> str:
    """Return a text in which Slack reads no mention, link or entity."""
    return said.translate(ESCAPES)


def unescaped(sent: str) -> str:
    """Return a text as it was typed, of one that Slack escaped."""
    for plain, entity in (("<", "&lt;"), (">", "&gt;"), ("&", "&amp;")):
        sent = sent.replace(entity, plain)
    return sent


def escaped_beginning(said: str, most: int) -> str:
    """Return a text escaped, or as much of its beginning as fits, with no entity cut in two."""
    return CUT_ENTITY.sub("…", shortened(escaped(said), most))


def marked_text(marked: str) -> Tree:
    # Verbatim: otherwise Slack makes links of addresses and names that merely stand there.
    return {"type": "mrkdwn", "text": marked, "verbatim": True}


def plain_text(said: str) -> Tree:
    """Return a text object that shows what it holds, character by character."""
    return {"type": "plain_text", "text": said if said.strip() else NOTHING, "emoji": False}


def shortened(said: str, most: int) -> str:
    """Return the beginning of a text that is too long, and that there is more."""
    if len(said) <= most:
        return said
    kept = said[: most - 1]
    end = kept.rfind(" ", most // 2)  # a word cut in two reads as a mistake
    return kept[: end if end != -1 else None].rstrip(" ,;") + "…"


def pieces(said: str, most: int) -> Iterator[str]:
    """Cut a long text where a reader would pause."""
    while len(said) > most:
        end = _pause(said, most)
        yield said[:end]
        said = said[end:]
    yield said


def _pause(said: str, most: int) -> int:
    for gap in BREAKS:
        found = said.rfind(gap, most // 2, most)
        if found != -1:
            return found + len(gap) if found + len(gap) <= most else most
    return most
