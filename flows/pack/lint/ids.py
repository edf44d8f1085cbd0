"""Ids that are written twice, and ids that stand somewhere and do not exist."""

from collections.abc import Iterator

from flows.pack.lint.draft import Asked, Draft, near, words
from flows.pack.lint.grammar import Conditions
from flows.pack.lint.places import DEFINED, OPTIONS_OF, SHARED, USED, WORDS_BESIDE_IDS
from flows.pack.source import Finding, Path

_REOPENED_BY_NAME = frozenset({"gates", "changed"})


def check(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    """Find ids that are written twice or do not exist; those in conditions are told elsewhere."""
    yield from _twice(draft)
    for pattern, kind in USED:
        yield from _unknown(draft, pattern, kind)
    yield from _unknown_own_options(draft)
    yield from _unknown_options_elsewhere(draft)
    yield from _unknown_in_triggers(draft)
    yield from _unlisted_files(draft)


def _twice(draft: Draft) -> Iterator[Finding]:
    told: set[Path] = set()
    for kind in DEFINED.keys() - SHARED:
        seen: dict[str, Path] = {}
        for id, path in draft.definitions(kind):
            told.add(path)
            if id in seen:
                yield _again(draft, f"the {kind} {id}", path, seen[id])
            seen.setdefault(id, path)
    for at, rows in draft.everything.items():
        ids: dict[object, Path] = {}
        for index, row in enumerate(rows) if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                path = (*at, index)
                if row["id"] in ids and path not in told:
                    yield _again(draft, str(row["id"]), path, ids[row["id"]])
                ids.setdefault(row["id"], path)


def _again(draft: Draft, name: str, path: Path, first: Path) -> Finding:
    spot = draft.source.spot(first)
    wrong = f"{name} stands twice; the first is in {spot.file}, line {spot.line}"
    return draft.finding(path, wrong, "give one of them an id that was never used")


def _unknown(draft: Draft, pattern: str, kind: str) -> Iterator[Finding]:
    known = {*draft.of(kind), *WORDS_BESIDE_IDS.get(pattern, ())}
    for path, value in draft.at(pattern):
        if isinstance(value, str | int) and str(value) not in known:
            how = near(str(value), known, f"write the id of a {kind}{_from(draft, kind)}")
            yield draft.finding(path, f"there is no {kind} {value}", how)


def _from(draft: Draft, kind: str) -> str:
    files = sorted({draft.source.spot(path).file for path in draft.of(kind).values()})
    return f" from {' or '.join(files)}" if files else ""


def _unknown_own_options(draft: Draft) -> Iterator[Finding]:
    for asked in draft.questions.values():
        for key in ("unsure_as", "exclusive"):
            yield from _not_of(draft, asked, (*asked.path, key))
    for path, module in draft.entries("modules.*"):
        for asked in draft.questions.values():
            if asked.module == module.get("id") and "flag" in asked.written:
                yield from _not_of(draft, asked, (*path, "flag_if_answer"))


def _not_of(draft: Draft, asked: Asked, path: Path) -> Iterator[Finding]:
    for at, option in enumerate(words(draft.value(path))):
        if option not in asked.answers:
            how = near(option, asked.answers, "write the id of one of its options")
            yield draft.finding((*path, at), f"{asked.id} has no option {option}", how)


def _unknown_options_elsewhere(draft: Draft) -> Iterator[Finding]:
    everywhere = {option for asked in draft.questions.values() for option in asked.answers}
    for pattern, id in OPTIONS_OF.items():
        asked = draft.questions.get(id or "")
        known = asked.answers if asked else everywhere
        for path, option in draft.at(pattern):
            if isinstance(option, str) and option not in known:
                how = near(option, known, "write the id of an option")
                wrong = f"{id} has no option {option}" if id else f"no question has {option}"
                yield draft.finding(path, wrong, how)


def _unknown_in_triggers(draft: Draft) -> Iterator[Finding]:
    for path, then in draft.entries("review_triggers.*.then"):
        asked_again = then.get("ask")
        if isinstance(asked_again, str) and asked_again not in _REOPENED_BY_NAME:
            how = "write gates, changed, or a list of questions"
            yield draft.finding((*path, "ask"), f"{asked_again} cannot be asked again", how)
        for id, option in draft.entry((*path, "set_for_risk")).items():
            asked = draft.questions.get(id)
            place = (*path, "set_for_risk", id)
            if asked is None:
                how = near(id, draft.questions, "write the id of a question")
                yield draft.finding(place, f"there is no question {id}", how)
            elif option not in asked.answers:
                how = near(str(option), asked.answers, "write the id of one of its options")
                yield draft.finding(place, f"{id} has no option {option}", how)


def _unlisted_files(draft: Draft) -> Iterator[Finding]:
    there = {draft.source.spot((key,)).file: (key,) for key in draft.data}
    listed = {str(file): path for path, file in draft.at("files.*.*")}
    for file, path in listed.items():
        if file not in there:
            how = near(file, there, "take the line out, or add the file")
            yield draft.finding(path, f"{file} is listed and not in the folder", how)
    main = draft.source.spot(("files",)).file
    for file, path in there.items():
        if listed and file not in listed and file != main:
            yield draft.finding(path, f"{file} is not listed", f"add it to `files` in {main}", file)
