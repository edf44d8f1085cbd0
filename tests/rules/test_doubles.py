"""Nothing of ours is patched, and every double is in `tests/fakes.py`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.source import PACKAGES, ROOT, imported, place, python_files, tree_of

FAKES = ROOT / "tests" / "fakes.py"
DOUBLE = re.compile(r"^_?(Fake|Stub|Mock|Dummy|Spy)(?![a-z])|(Fake|Stub|Mock|Dummy|Spy)$")
PATCHERS = {"setattr", "delattr", "setitem", "delitem", "patch", "object"}


def offences(path: Path) -> Iterator[str]:
    """Yield what a test file must not do."""
    for node, module in imported(path):
        if module.startswith(("unittest.mock", "mock", "pytest_mock")):
            yield f"{place(path, node)} imports {module}"
    ours = set(_names_of_ours(path))
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and _patches(node, ours):
            yield f"{place(path, node)} patches one of our own modules"
        if isinstance(node, ast.ClassDef) and path != FAKES and DOUBLE.search(node.name):
            yield f"{place(path, node)} defines {node.name}; doubles live in tests/fakes.py"


def _names_of_ours(path: Path) -> Iterator[str]:
    """Yield the names by which a file knows our modules and what is in them."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in PACKAGES:
                    yield alias.asname or alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PACKAGES:
            yield from (alias.asname or alias.name for alias in node.names)


def _patches(node: ast.Call, ours: set[str]) -> bool:
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in PATCHERS and node.args):
        return False
    target = node.args[0]
    if isinstance(target, ast.Constant) and isinstance(target.value, str):
        return target.value.split(".")[0] in PACKAGES
    while isinstance(target, ast.Attribute):
        target = target.value
    return isinstance(target, ast.Name) and target.id in ours


def test_no_test_patches_our_own_modules_or_hides_a_double() -> None:
    found = [offence for path in python_files("tests") for offence in offences(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "from unittest.mock import patch",
        "def test(monkeypatch): monkeypatch.setattr('bot.clock.now', 1)",
        "import bot.clock\ndef test(monkeypatch): monkeypatch.setattr(bot.clock, 'now', 1)",
        "from bot import clock\ndef test(monkeypatch): monkeypatch.setattr(clock, 'now', 1)",
        "class FakeChannel: ...",
    ],
)
def test_each_offence_is_seen(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.rules.source.ROOT", tmp_path)
    path = tmp_path / "test_offender.py"
    path.write_text(text)
    assert list(offences(path))
