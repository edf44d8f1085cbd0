"""The words of each language: complete, of known texts, with the same placeholders."""

from collections.abc import Iterator, Mapping

from flows.pack.build import FIRST, WORD_KEYS
from flows.pack.lint.draft import Data, Draft, near
from flows.pack.lint.places import HINTS, OPTIONS
from flows.pack.questions import Kind
from flows.pack.source import Finding, Path
from flows.pack.words import placeholders

SHOWN = WORD_KEYS - {
    *("source", "source_point", "feeds", "note", "refs", "ref", "tech", "detect"),
    *("flags", "based_on", "means"),
} | {"ask"}
"""Keys of the texts that people read; the other wording is for editors."""


def check(draft: Draft) -> Iterator[Finding]:
    """Find texts that are missing in a language, and overlays of texts that do not exist."""
    languages = draft.source.words
    texts = texts_of(draft)
    if FIRST not in languages:
        how = f"put {FIRST}.yaml with the bot's sentences beside the pack"
        yield draft.finding(("words",), f"there are no words/{FIRST}.yaml", how, FIRST)
    for locale, words in languages.items():
        overlay = _part(words, "texts")
        yield from _unknown_texts(draft, locale, overlay, texts)
        yield from _sentences(draft, locale, _part(languages.get(FIRST, {}), "bot"))
        yield from _remarks(draft, locale, _part(words, "remarks"))
        if locale != draft.data.get("language"):
            for path in texts.keys() - overlay.keys():
                how = f"add `{path}: ...` below texts"
                wrong = f"the text {path} is missing in this language"
                yield draft.finding(("words", locale, "texts"), wrong, how, path)


def texts_of(draft: Draft) -> Mapping[str, tuple[Path, str]]:
    """Return every text of the pack that people read, by the path an overlay names it by.

    That is `id.key`, `question.option` for the text of an option, `question.option.example`
    for the hint below it, `duty.id.key` for what is owed, `pack.key` for the pack's own, and
    for a text without an id around it the keys that lead to it.
    """
    texts: dict[str, tuple[Path, str]] = {}
    for path, text in draft.everything.items():
        if path and path[-1] in SHOWN and isinstance(text, str) and path[0] not in _APART:
            texts[_overlay_path(draft, path)] = (path, text)
    for section, (id, key) in HINTS.items():
        for path, text in draft.at(f"{section}.*.{key}"):
            texts[f"{id}.{draft.about(path)}.example"] = (path, str(text))
    for asked in draft.questions.values():
        if asked.kind == Kind.YES_NO:
            for option, path in asked.options.items():
                text = draft.entry(path).get("text")
                texts[f"{asked.id}.{option}"] = ((*path, "text"), str(text))
    return texts


_APART = (OPTIONS, *HINTS)


def _overlay_path(draft: Draft, path: Path) -> str:
    for end in range(len(path) - 1, 0, -1):
        if "id" in draft.entry(path[:end]):
            rest = [str(step) for step in path[end:]]
            if path[end - 2] == "options" and rest == ["text"]:
                rest = []
            around = ["duty"] if path[end - 2] == "duties" else []
            return ".".join((*around, draft.about(path[:end]), *rest))
    return ".".join(map(str, path if len(path) > 1 else ("pack", *path)))


def _part(words: Data, key: str) -> Data:
    part = words.get(key)
    return part if isinstance(part, Mapping) else {}


def _unknown_texts(
    draft: Draft, locale: str, overlay: Data, texts: Mapping[str, tuple[Path, str]]
) -> Iterator[Finding]:
    for path, said in overlay.items():
        place = ("words", locale, "texts", path)
        if path not in texts:
            how = near(path, texts, "write the path of a text, such as `question.text`")
            yield draft.finding(place, f"the pack has no text {path}", how, path)
        else:
            yield from _braces(draft, place, path, said, texts[path][1])


def _braces(
    draft: Draft, place: Path, about: str, said: object, first: object
) -> Iterator[Finding]:
    wanted, found = (placeholders(str(text)) for text in (first, said))
    if isinstance(said, str) and wanted != found:
        how = "use exactly " + (", ".join(f"{{{name}}}" for name in sorted(wanted)) or "none")
        wrong = "the words in braces are not those of the first language"
        yield draft.finding(place, wrong, how, about)


def _sentences(draft: Draft, locale: str, first: Data) -> Iterator[Finding]:
    words = draft.source.words[locale]
    own = _part(words, "bot")
    for key in first.keys() - own.keys():
        how = f"add `{key}: ...` below bot"
        wrong = f"the sentence {key} is missing in this language"
        yield draft.finding(("words", locale, "bot"), wrong, how, key)
    for key, said in own.items():
        place = ("words", locale, "bot", key)
        if key not in first:
            how = near(key, first, "take it out")
            yield draft.finding(place, f"the bot has no sentence {key}", how, key)
        else:
            yield from _braces(draft, place, key, said, first[key])


def _remarks(draft: Draft, locale: str, remarks: Data) -> Iterator[Finding]:
    for id in remarks:
        place = ("words", locale, "remarks", id)
        asked = draft.questions.get(id)
        option = _part(remarks, id).get("option", "")
        if asked is None:
            how = near(id, draft.questions, "write the id of a question")
            yield draft.finding(place, f"there is no question {id}", how, id)
        elif option and option not in asked.answers:
            how = near(str(option), asked.answers, "write the id of one of its options")
            yield draft.finding((*place, "option"), f"{id} has no option {option}", how, id)
