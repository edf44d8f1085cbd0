"""Channels draw whatever comes: below Slack's folder no card or form is known by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from flows.views.messages import MESSAGES
from flows.views.organisation.setting_up import GENERAL
from tests.rules.source import ROOT, place, python_files, tree_of

DRAWN = {"Card", "Form"}


def names_of_views() -> set[str]:
    """Return what cards and forms are called, wherever one is made."""
    named = {each for path in _in("flows", "views") for each in _named_in(tree_of(path))}
    return {*named, *MESSAGES, *GENERAL}


def _in(package: str, folder: str) -> Iterator[Path]:
    here = ROOT / package / folder
    return (path for path in python_files(package) if path.is_relative_to(here))


def _named_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in DRAWN:
            given = [keyword.value for keyword in node.keywords if keyword.arg == "view"]
            for value in (*node.args[:1], *given):
                if isinstance(value, ast.Constant):
                    yield str(value.value)


def test_no_line_of_slack_names_a_view() -> None:
    names = names_of_views()
    assert {"page", "review", "result", "case", "root", "set_up"} <= names
    found = [
        (place(path, node), node.value)
        for path in _in("bot", "channels/slack")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert not found
