"""Words and rules are data: no id of the pack stands in Python."""

import ast
import re

from tests.rules.source import ROOT, docstrings, place, python_files, tree_of

# The mechanism names here, once, the few ids that it must know.
ANCHORS = ROOT / "flows" / "pack" / "anchors.py"
PACK = ROOT / "flows" / "content" / "pack"
ID = re.compile(r"\bid: *[\"']?([A-Z]{1,3}[0-9]+[a-z]?)\b")


def pack_ids() -> set[str]:
    """Return the ids of questions, rules, risks, measures and the like."""
    return {found for path in PACK.glob("*.yaml") for found in ID.findall(path.read_text("utf-8"))}


def test_no_id_of_the_pack_stands_in_python() -> None:
    ids = pack_ids()
    assert len(ids) > 100
    found = []
    for path in python_files("flows", "storage", "bot"):
        if path == ANCHORS:
            continue
        tree = tree_of(path)
        prose = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
                named = ids & set(re.findall(r"\w+", node.value))
                found += [f"{place(path, node)} names {each}" for each in sorted(named)]
    assert not found, "\n".join(found)
