"""`salient assess FILE`: the result of written cases, one JSON object a line."""

import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
import yaml

from bot.opening import pack_folder
from bot.settings import read_settings
from flows.errors import CaseFileError
from flows.pack.model import Pack
from flows.screening import assessment
from flows.screening.cases import as_expected, read_case
from storage.packs import load_pack

File = Annotated[Path, typer.Argument(help="YAML with `cases`, or JSON lines; - reads the input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines, as is done anyway.")]


def assess(file: File, as_json: AsJson = False) -> None:
    """Print what each case of a file comes to, one JSON object a line, in order."""
    pack = load_pack(pack_folder(read_settings()))
    try:
        for number, raw in enumerate(_cases(file), start=1):
            sys.stdout.write(_line(pack, raw, number))
    except CaseFileError as error:
        sys.stdout.flush()
        typer.echo(f"{file}: {error}", err=True)
        raise typer.Exit(2) from None


def _line(pack: Pack, raw: object, number: int) -> str:
    case = read_case(pack, raw, number)
    result = as_expected(assessment.assess(pack, case.answers), pack.route_rank)
    named = isinstance(raw, Mapping) and "id" in raw
    return json.dumps({"id": case.id, **result} if named else result, ensure_ascii=False) + "\n"


def _cases(file: Path) -> Iterator[object]:
    """Yield cases one by one; JSON lines are never all in memory."""
    if str(file) == "-":
        yield from _either(sys.stdin)
        return
    try:
        with file.open(encoding="utf-8") as lines:
            yield from _either(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError(f"cannot be read as UTF-8 text ({type(error).__name__})") from None


def _either(lines: Iterable[str]) -> Iterator[object]:
    """Read JSON lines when the first line is a JSON object, YAML otherwise."""
    filled = (line for line in lines if line.strip())
    first = next(filled, "")
    if first.lstrip().startswith("{") and not first.rstrip().endswith(("{", ",")):
        yield from _json_lines(itertools.chain([first], filled))
    else:
        yield from _yaml(first + "".join(filled))


def _json_lines(lines: Iterable[str]) -> Iterator[object]:
    for number, line in enumerate(lines, start=1):
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseFileError(f"case {number}: this is no JSON ({error.msg})") from None


def _yaml(text: str) -> Iterator[object]:
    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise CaseFileError(f"this is neither JSON lines nor YAML: {error}") from None
    cases = loaded.get("cases") if isinstance(loaded, Mapping) else loaded
    if not isinstance(cases, list):
        raise CaseFileError("needs a list under `cases`")
    yield from cases
