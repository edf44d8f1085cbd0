"""The bot's own words: no banned term, none missing, none left over, failures in three parts."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest
import yaml

from flows.case import EvidenceKind, Phase
from flows.people.asked import Ask
from flows.people.authority import Verb
from storage.packs import CONTENT
from tests.rules.source import python_files, tree_of
from tests.worked import the_pack

BOT = the_pack().words["en"].bot
OF_THE_CHANNELS = ("desk.", "slack.", "web.")
"""Keys that `flows/` leaves to whoever draws the channels and the web pages."""

BANNED = re.compile(
    r"\b(approv(e|ed|al)|safe|passed|complian(t|ce)|risk scores?|victims?|users?)\b", re.IGNORECASE
)
"""Never said of a case, a product or a person; *user* only in *end user*."""

ABOUT_SOMETHING_ELSE = {
    "web.broken": "safe is what was saved before",
}

ALLOWED_IN_THE_PACK = {
    "D08.compliance_officer_informed": "the name of an office",
    "dsa_compliance_officer.name": "the name of an office",
}
"""Texts of the pack that may hold a banned term, each with its reason."""

FIXED_WORDING = {"user", "users"}
"""Words that the agreed texts of the pack use of people in front of a screen; see `sets`."""


def failures() -> list[str]:
    keys = [key for key in BOT if key.startswith(("fault.", "stale."))]
    return [*keys, "case.not_yours", "smallest.not_yet"]


def banned_in(text: str) -> list[str]:
    without = re.sub(r"\bend users?\b", "", text, flags=re.IGNORECASE)
    return [found.group(0).lower() for found in BANNED.finditer(without)]


@pytest.mark.parametrize("key", BOT)
def test_bot_words_use_no_banned_term(key: str) -> None:
    if key not in ABOUT_SOMETHING_ELSE:
        assert not banned_in(BOT[key]), BOT[key]


def test_exceptions_are_needed() -> None:
    assert all(banned_in(BOT[key]) for key in ABOUT_SOMETHING_ELSE)
    assert banned_in("The end user is approved, safe for users and compliant.") == [
        "approved", "safe", "users", "compliant",
    ]  # fmt: skip


def shown_texts() -> Iterator[tuple[str, str]]:
    """Yield what people read of the pack about a case: rules, routes, red lines, roles, prompts."""
    pack = the_pack()
    yield from ((f"{rule.id}.say", rule.say) for rule in pack.rules)
    yield from ((f"{route.id}.meaning", route.meaning) for route in pack.routes)
    yield from ((f"{line.id}.title", line.title) for line in pack.red_lines)
    yield from ((f"{gap.id}.title", gap.title) for gap in pack.gaps)
    yield from ((f"{role.id}.name", role.name) for role in pack.roles)
    yield from ((f"{prompt.id}.ask", prompt.ask) for prompt in pack.consistency_prompts)
    yield "pack.disclaimer", pack.disclaimer
    for question in pack.question.values():
        yield f"{question.id}.text", question.text
        yield from ((f"{question.id}.{option.id}", option.text) for option in question.options)


def test_texts_of_the_pack_say_of_no_case_what_the_bot_may_not() -> None:
    """The wording of the pack is agreed elsewhere: *users* there are people at a screen."""
    for path, text in shown_texts():
        if path not in ALLOWED_IN_THE_PACK:
            said = [word for word in banned_in(text) if word not in FIXED_WORDING]
            of_a_service = {"safe"} if text == "Not needed: safe for the youngest user" else set()
            assert not set(said) - of_a_service, (path, text)


@pytest.mark.parametrize("key", failures())
def test_every_failure_text_has_three_parts(key: str) -> None:
    """What happened, what is safe, what next; at a field the page above it says what is kept."""
    sentences = [one for one in re.split(r"(?<=[.!?])\s", BOT[key]) if one]
    fewest = 2 if key.startswith("fault.") else 3
    if key == "stale.field":  # stands beside the field and says whose answer it is
        return
    clauses = sum(1 + one.count(":") + one.count(";") + one.count(",") for one in sentences)
    assert clauses >= fewest, BOT[key]
    assert not re.search(r"\b(error|invalid|oops|failed)\b", BOT[key], re.IGNORECASE)


def test_what_happened_to_a_page_says_what_is_kept() -> None:
    for key in ("fault.page", "stale.page", "stale.unasked", "stale.moved", "stale.prompt",
                "stale.sent", "change.aside"):  # fmt: skip
        assert re.search(
            r"still here|kept|overwritten|still below|stands here|not saved yet", BOT[key]
        ), key


def asked_for(*folders: str) -> Iterator[tuple[Path, str, bool]]:
    """Yield every text that may be a key, and whether only its beginning is known."""
    for path in python_files(*folders):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value, False
            if isinstance(node, ast.JoinedStr) and node.values:
                first = node.values[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield path, first.value, True


def said_in_flows() -> Iterator[tuple[Path, str, bool]]:
    """Yield what `say`, `warning` and `notice` are called with in `flows/`."""
    for path in python_files("flows"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and _name(node.func) in ("say", "warning", "notice"):
                for given in node.args[:2]:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield path, given.value, False
                    elif isinstance(given, ast.JoinedStr):
                        first = given.values[0]
                        if isinstance(first, ast.Constant):
                            yield path, str(first.value), True


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_sentence_that_flows_says_is_there() -> None:
    found = list(said_in_flows())
    assert len(found) > 100
    for path, key, is_beginning in found:
        known = any(each.startswith(key) for each in BOT) if is_beginning else key in BOT
        assert known, f"{path.name} says {key}"


def test_every_sentence_is_said_somewhere() -> None:
    whole = {text for _, text, is_beginning in asked_for("flows", "bot") if not is_beginning}
    begun = {text for _, text, is_beginning in asked_for("flows") if is_beginning and "." in text}
    unused = [
        key
        for key in BOT
        if not key.startswith(OF_THE_CHANNELS)
        and key not in whole
        and not _of_a_form(key, whole)
        and key.removesuffix(".intro") not in whole
        and not any(key.startswith(text) for text in begun)
    ]
    assert not unused


STANDINGS = ("asked", "held", "decided", "closed", "withdrawn")
"""Where a case may stand beyond its launch status, as its cards say it."""


def _of_a_form(key: str, whole: set[str]) -> bool:
    """Tell whether a sentence is one that a form has by its name: title, send, open."""
    name, _, part = key.rpartition(".")
    return part in ("title", "send", "open") and name in whole


MANY: Mapping[str, Callable[[], Iterable[str]]] = {
    "band": lambda: the_pack().bands.values(),
    "relationship": lambda: the_pack().duty,
    "measure_state": lambda: {state.id for state in the_pack().measure_states},
    "evidence_kind": lambda: set(EvidenceKind),
    "route": lambda: the_pack().route,
    "launch": lambda: {"draft", "concern", "withdrawn"} | {r.launch for r in the_pack().routes},
    "status": lambda: {*STANDINGS, *(route.launch for route in the_pack().routes)},
    "team": lambda: {*STANDINGS, *(route.launch for route in the_pack().routes)},
    "turn": lambda: {"with_team", *Phase} - {Phase.CONCERN},
    "waits": lambda: set(Phase),
    "asked": lambda: set(Ask),
    "may": lambda: set(Verb),
    "class": lambda: {each.id for each in the_pack().confidentiality.classes},
    "section": lambda: {q.section for q in the_pack().questions},
}


@pytest.mark.parametrize("family", MANY)
def test_family_of_sentences_has_one_for_each_and_no_more(family: str) -> None:
    told = {key.removeprefix(f"{family}.") for key in BOT if key.startswith(f"{family}.")}
    assert told == set(MANY[family]())


def test_placeholders_are_plain_names() -> None:
    for key, text in BOT.items():
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or name.isidentifier(), key
            assert not spec, key
            assert conversion is None, key


def test_sentences_are_whole_and_few() -> None:
    for key, text in BOT.items():
        assert text.strip() == text != "", key
        if not key.startswith(OF_THE_CHANNELS):
            assert len(re.findall(r"[.!?](?=\s|$)", text)) <= 5, key


def test_no_sentence_stands_in_two_files() -> None:
    files = [CONTENT / "words" / "en.yaml", *sorted((CONTENT / "words" / "en").glob("*.yaml"))]
    keys = [key for file in files for key in yaml.safe_load(file.read_text("utf-8"))["bot"]]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
