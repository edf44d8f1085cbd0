"""Print the files and functions that stand out by length; a reviewer judges, nothing fails.

Run it by itself: `python tests/rules/sizes.py`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 25
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("flows", "storage", "bot", "tests")


def main() -> None:
    """Print the report."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    long_files = [
        (text.count("\n"), str(path.relative_to(ROOT)))
        for path, text in texts.items()
        if text.count("\n") > FILE_LINES
    ]
    functions = [each for path, text in texts.items() for each in _functions(path, text)]
    long_functions = [each for each in functions if each[0] > FUNCTION_LINES]
    _print(f"Files over {FILE_LINES} lines", long_files, len(texts))
    _print(f"Functions over {FUNCTION_LINES} lines", long_functions, len(functions))


def _functions(path: Path, text: str) -> Iterator[tuple[int, str]]:
    """Yield the body length, docstring left out, and the place of every function."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            yield lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def _print(title: str, found: list[tuple[int, str]], of: int) -> None:
    sys.stdout.write(f"{title}: {len(found)} of {of}\n")
    for lines, place in sorted(found, reverse=True):
        sys.stdout.write(f"  {lines:5} {place}\n")


if __name__ == "__main__":
    main()
