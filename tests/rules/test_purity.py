"""`flows/` is arithmetic: what it needs to know is handed in."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.source import imported, place, python_files, tree_of

# The parts of the standard library that reach the clock, chance, files, processes or the network.
WORLD = {
    "asyncio", "concurrent", "ftplib", "getpass", "glob", "http", "importlib", "io", "logging",
    "multiprocessing", "os", "pathlib", "platform", "queue", "random", "sched", "secrets",
    "selectors", "shutil", "signal", "smtplib", "socket", "socketserver", "sqlite3", "ssl",
    "subprocess", "tempfile", "threading", "time", "urllib.request",
}  # fmt: skip
THIRD_PARTY = {"pydantic"}
CALLS = {"open", "input", "print", "eval", "exec", "compile", "__import__"}
METHODS = {"now", "utcnow", "today", "uuid1", "uuid4"}


def offences(path: Path) -> Iterator[str]:
    """Yield what a file of `flows/` must not do."""
    for node, module in imported(path):
        top = module.split(".")[0]
        known = top in sys.stdlib_module_names or top in THIRD_PARTY or top == "flows"
        if not known or any(module == each or module.startswith(f"{each}.") for each in WORLD):
            yield f"{place(path, node)} imports {module}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield f"{place(path, node)} is asynchronous"
        elif isinstance(node, ast.Call):
            yield from _forbidden_call(path, node)


def _forbidden_call(path: Path, node: ast.Call) -> Iterator[str]:
    match node.func:
        case ast.Name(id=name) if name in CALLS | METHODS:
            yield f"{place(path, node)} calls {name}()"
        case ast.Attribute(attr=name) if name in METHODS:
            yield f"{place(path, node)} calls .{name}()"


def test_flows_reaches_no_clock_chance_file_or_network() -> None:
    found = [offence for path in python_files("flows") for offence in offences(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "import os.path",
        "from urllib import request",
        "import yaml",
        "import storage.store",
        "from datetime import datetime; datetime.now()",
        "open('x')",
        "async def wait() -> None: ...",
    ],
)
def test_each_offence_is_seen(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "offender.py"
    monkeypatch.setattr("tests.rules.source.ROOT", tmp_path)
    path.write_text("from dataclasses import dataclass\nfrom pydantic import BaseModel\n")
    assert not list(offences(path))
    tree_of.cache_clear()
    path.write_text(line)
    assert list(offences(path))
