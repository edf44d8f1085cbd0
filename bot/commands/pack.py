"""`salient pack`: check a content pack, and look things up in it."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from bot.opening import pack_folder
from bot.settings import read_settings
from flows.errors import PackError, SettingsError
from flows.pack.lint import lint as faults
from flows.pack.references import Found, find, known_ids, refers_to
from flows.pack.source import Source
from flows.pack.spoken import when
from storage.packs import read_source

app = typer.Typer(no_args_is_help=True, help="Check a content pack, and look things up in it.")

Folder = Annotated[
    Path | None,
    typer.Argument(help="Folder of the pack; else the one of SALIENT_PACK, else the built-in one."),
]
FolderOption = Annotated[
    Path | None,
    typer.Option("--pack", help="Folder of the pack; else that of SALIENT_PACK or the built-in."),
]


@app.command()
def lint(folder: Folder = None) -> None:
    """Tell everything that is wrong with a pack, each with file, line and what to write."""
    where, source = _read(folder)
    found = faults(source)
    for finding in found:
        typer.echo(finding)
    if found:
        files = len({finding.spot.file for finding in found})
        typer.echo(f"{_count(len(found), 'thing')} to mend in {_count(files, 'file')} of {where}.")
        raise typer.Exit(1)
    typer.echo(f"Nothing to mend in {where}.")


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="Such as a question, rule or measure.")],
    folder: FolderOption = None,
) -> None:
    """Print one entry of a pack with its texts and everything that refers to it."""
    _, source = _read(folder)
    name = id.removeprefix("$")
    found = find(source, name)
    if not found:
        typer.echo(f"There is no {id} in this pack.{_perhaps(name, source)}", err=True)
        raise typer.Exit(2)
    for entry in found:
        for line in _described(entry):
            typer.echo(line)
        typer.echo("")
    references = refers_to(source, name)
    typer.echo("Referred to by" if references else "Nothing refers to it.")
    for each in references:
        typer.echo(f"  {each.who}: {each.how}  ({each.spot.file}:{each.spot.line})")


def _read(folder: Path | None) -> tuple[Path, Source]:
    """Return a folder and what is in it; ends the command when there is no pack."""
    try:
        where = folder or pack_folder(read_settings())
        if not where.is_dir():
            raise PackError(f"{where}: there is no such folder")
        return where, read_source(where)
    except (PackError, SettingsError) as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _perhaps(name: str, source: Source) -> str:
    known = {id.casefold(): id for id in known_ids(source)}
    near = difflib.get_close_matches(name.casefold(), known, n=5)
    return f" Did you mean {', '.join(known[each] for each in near)}?" if near else ""


_LABELS: Mapping[str, str] = {
    "unsure_as": "not sure counts as",
    "exclusive": "stands alone",
    "say": "says",
    "ref": "see",
    "per_risk": "for each risk",
    "floors_if": "rated higher",
    "mitigations": "measures",
    "mitigation": "measure",
    "max_chars": "characters at most",
    "due_days": "days until due",
    "verify_days": "days until checked",
}
_ELSEWHERE = frozenset({"id", "options", "feeds"})


def _described(entry: Found) -> Iterator[str]:
    """Yield an entry as lines: its kind and id, what is written of it, its options."""
    yield f"{entry.kind} {entry.id}  ({entry.spot.file}:{entry.spot.line})"
    for key, value in entry.told.items():
        if key not in _ELSEWHERE:
            yield f"  {_label(key)}: {_plain(value)}"
    for option, text in entry.options.items():
        yield f"    {option}: {text}"


def _label(key: object) -> str:
    return _LABELS.get(str(key)) or when(str(key))


def _plain(value: object) -> str:
    """Return a value of a pack without brackets."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            simple = all(isinstance(each, str | int) for each in value)
            return (", " if simple else "; ").join(map(_plain, value)) or "nothing"
        case {"id": id, "text": text}:
            return f"{id} {text}"
        case dict():
            return ", ".join(f"{_label(key)} {_plain(each)}" for key, each in value.items())
        case None:
            return "nothing"
        case _:
            return str(value)
