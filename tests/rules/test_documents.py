"""The documents keep step with the code: what can be said, done and seen has its line."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
import typer

from tests.rules.source import ROOT, classes_in, place, python_files, tree_of
from tests.rules.test_errors import errors_of_ours

README = ROOT / "README.md"
COMMANDS = ROOT / "docs" / "commands.md"
ROUTERS = {"get", "post", "put", "delete", "route", "view", "static"}
ROUTERS |= {f"add_{each}" for each in ROUTERS}
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def documents() -> str:
    """Return the text of the guides, decisions left out: they tell the past."""
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md")))


def told(name: str, text: str) -> bool:
    """Whether a text names something as a word of its own."""
    return re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w-])", text) is not None


@pytest.mark.parametrize("module", ["flows.events", "flows.effects"])
def test_every_event_and_effect_has_its_line(module: str) -> None:
    kinds = [each for part in _parts(module) for each in classes_in(part) if _is_record(each)]
    assert kinds
    text = documents()
    assert not [kind.__name__ for kind in kinds if not told(kind.__name__, text)]


def _parts(module: str) -> Iterator[ModuleType]:
    """Yield a module, and what is in it when it is a folder."""
    whole = importlib.import_module(module)
    yield whole
    for part in pkgutil.iter_modules(getattr(whole, "__path__", ())):
        yield importlib.import_module(f"{module}.{part.name}")


def _is_record(kind: type) -> bool:
    return dataclasses.is_dataclass(kind)


def test_every_error_has_its_line() -> None:
    text = documents()
    assert not [kind.__name__ for kind in errors_of_ours() if not told(kind.__name__, text)]


def test_every_route_has_its_line() -> None:
    text = documents()
    found = [(where, path) for where, path in routes() if path not in text]
    assert not found


def routes() -> Iterator[tuple[str, str]]:
    """Yield every path that the web application serves, with the place in the code."""
    for path in python_files("bot"):
        for node in ast.walk(tree_of(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr in ROUTERS:
                for argument in node.args[:2]:
                    if isinstance(argument, ast.Constant) and str(argument.value).startswith("/"):
                        yield place(path, node), str(argument.value)


def test_every_command_has_its_line() -> None:
    text = COMMANDS.read_text("utf-8")
    lines = list(_lines(_program(), "salient"))
    assert lines
    assert not [line for line in lines if not told(line, text)]


def _lines(command: object, line: str) -> Iterator[str]:
    inner = _inner(command)
    if not inner:
        yield line
    for name, each in inner.items():
        yield from _lines(each, f"{line} {name}")


def _program() -> object:
    from bot.__main__ import app

    return typer.main.get_command(app)


def _inner(command: object) -> dict[str, object]:
    """Return the commands inside a command, none when it is a leaf."""
    inner: dict[str, object] = getattr(command, "commands", {})
    return inner


def test_every_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    spoken = [line.strip() for line in _code(README.read_text("utf-8"))]
    wrong = [line for line in spoken if line.startswith("make ") and not _made(line, targets)]
    wrong += [line for line in spoken if line.startswith("salient ") and not _runs(line)]
    assert any(line.startswith("make run") for line in spoken)
    assert not wrong


def _code(text: str) -> Iterator[str]:
    for block, span in CODE.findall(text):
        for line in (block or span).splitlines():
            yield line.strip().removeprefix("$ ").split(" #")[0]


def _made(line: str, targets: set[str]) -> bool:
    words = [word for word in line.split()[1:] if "=" not in word]
    return all(word in targets for word in words)


def _runs(line: str) -> bool:
    command = _program()
    for word in line.split()[1:]:
        inner = _inner(command)
        if not inner or word.startswith("-"):
            break
        if word not in inner:
            return False
        command = inner[word]
    return True
