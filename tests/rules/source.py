"""Where the rule tests look: the files of the project and their syntax trees."""

import ast
import importlib
import inspect
import pkgutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "storage", "bot")
NOT_OURS = {".git", ".venv", "data", "build", "dist", "htmlcov"}


def project_files() -> list[Path]:
    """Return every file that belongs to the project, new ones included."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and not NOT_OURS & set(path.relative_to(ROOT).parts)
        and not any(part.endswith(("_cache", "__pycache__")) for part in path.parts)
    ]


def python_files(*folders: str) -> list[Path]:
    """Return the Python files of these folders."""
    wanted = [path for path in project_files() if path.suffix == ".py"]
    return sorted(path for path in wanted if path.relative_to(ROOT).parts[0] in folders)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path, node: ast.AST) -> str:
    """Return `file:line` of something in a file."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def imported(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield every module that a file imports, with the statement that does."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes of a tree that are docstrings."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found.add(body[0].value)
    return found


def modules() -> list[ModuleType]:
    """Import and return every module of ours, except what runs when imported."""
    found = []
    for name in PACKAGES:
        package = importlib.import_module(name)
        found.append(package)
        inner = [each.name for each in pkgutil.walk_packages(package.__path__, f"{name}.")]
        found += [importlib.import_module(each) for each in inner if ".migrations" not in each]
    return found


def classes_in(module: ModuleType) -> list[type]:
    """Return the public classes that a module defines itself."""
    return [
        kind
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if kind.__module__ == module.__name__ and not name.startswith("_")
    ]
