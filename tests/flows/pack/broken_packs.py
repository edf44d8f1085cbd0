"""Packs with mistakes in them: the shipped one, with small edits of its text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.pack.source import Finding, Source
from storage.packs import BUILT_IN, read_source

SAID = 'language: en\nname: English\nbot:\n  hello: "Hello {name}, see you."\n  bye: "Bye."\n'
"""The bot's own sentences of these packs."""


@dataclass(frozen=True)
class Edit:
    """Replace the one place where `old` stands in a file; without `old`, the whole file."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mistake:
    """An edit and the finding it must lead to.

    The finding stands where the text `at` stands after the edit, in the file `told_in`; that
    is the edited place unless said otherwise.
    """

    name: str
    edit: Edit
    id: str
    wrong: str
    at: str = ""
    told_in: str = ""


def edited(folder: Path, *edits: Edit) -> Source:
    """Read the shipped pack with edits made to its text; only what is edited is read anew."""
    for file, text in edited_texts(*edits).items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    shipped, new = _shipped(), _read(folder)
    again = edited_texts(*edits)
    spots = {path: spot for path, spot in shipped.spots.items() if spot.file not in again}
    data = {key: part for key, part in shipped.data.items() if (key,) in spots}
    words = {**shipped.words, **new.words}
    return Source({**data, **new.data}, words, {**spots, **new.spots}, new.findings, new.unread)


def edited_texts(*edits: Edit) -> Mapping[str, str]:
    """Return the text of each edited file."""
    texts = {"sets.yaml": _original("sets.yaml")}
    for edit in edits:
        text = texts.get(edit.file) or (_original(edit.file) if edit.old else "")
        assert not edit.old or text.count(edit.old) == 1, f"{edit} fits {text.count(edit.old)}"
        texts[edit.file] = text.replace(edit.old, edit.new) if edit.old else edit.new
    return texts


def _original(file: str) -> str:
    return (BUILT_IN / file).read_text(encoding="utf-8")


@cache
def _shipped() -> Source:
    return _read(BUILT_IN)


def _read(folder: Path) -> Source:
    """Read a folder with the sentences of these tests."""
    with TemporaryDirectory() as said:
        (Path(said) / "en.yaml").write_text(SAID, encoding="utf-8")
        return read_source(folder, words=Path(said))


def expected_line(mistake: Mistake) -> tuple[str, int]:
    """Return where a mistake must be told: the file and the line."""
    edit, file = mistake.edit, mistake.told_in or mistake.edit.file
    if not mistake.at:
        before = _original(file)[: _original(file).index(edit.old)]
        return file, before.count("\n") + _same_lines(edit) + 1
    text = edited_texts(edit).get(file) or _original(file)
    assert text.count(mistake.at) == 1, f"{mistake.at!r} stands {text.count(mistake.at)} times"
    return file, text[: text.index(mistake.at)].count("\n") + 1


def _same_lines(edit: Edit) -> int:
    """Return how many lines an edit leaves as they were before it changes one."""
    pairs = zip(edit.old.splitlines(), edit.new.splitlines(), strict=False)
    return len([*takewhile(lambda pair: pair[0] == pair[1], pairs)])


def tells(finding: Finding, mistake: Mistake, line: tuple[str, int]) -> bool:
    """Whether a finding is the one that a mistake must lead to."""
    return (
        (finding.spot.file, finding.spot.line) == line
        and finding.id == mistake.id
        and mistake.wrong in f"{finding.wrong} -> {finding.instead}"
    )
