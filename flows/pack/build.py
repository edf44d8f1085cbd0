"""From the plain data of pack files to a `Pack`, with its two hashes."""

import hashlib
import json
from collections.abc import Mapping

from pydantic import ValidationError

from flows.errors import PackError
from flows.pack.model import Pack
from flows.pack.words import Words

WORD_KEYS = frozenset(
    [
        "title",
        "disclaimer",
        "source",
        "text",
        "why",
        "example",
        "note",
        "refs",
        "ref",
        "name",
        "plain",
        "tech",
        "say",
        "meaning",
        "event",
        "detect",
        "action",
        "who",
        "seen_by",
        "indicator",
        "flags",
        "based_on",
        "means",
        "free_text_reminder",
        "source_point",
        "feeds",
        "stop",
        "leverage",
        "remedy",
    ]
)
"""Keys whose values are wording: they may be reworded or translated without a new version."""

FIRST = "en"
"""The language that the bot's own sentences are written in first."""

ASKED_IN_WORDS = frozenset({"consistency_prompts", "launch"})
"""Where the key `ask` is a sentence and not a list of questions."""


def build_pack(raw: Mapping[str, object], words: Mapping[str, Mapping[str, object]]) -> Pack:
    """Build a pack from the merged mappings of its files and the words of each language.

    Raises PackError with every place that has not the shape of a pack.
    """
    sets = raw.get("sets")
    try:
        return Pack.model_validate(
            {
                **raw,
                "meaning": _hash(meaning_of(raw)),
                "wording": _hash({"pack": raw, "words": words}),
                "words": _languages(words),
            },
            context={"sets": sets if isinstance(sets, Mapping) else {}},
        )
    except ValidationError as error:
        problems = (_place(problem["loc"], problem["msg"]) for problem in error.errors())
        raise PackError(*problems) from None


def _languages(words: Mapping[str, Mapping[str, object]]) -> Mapping[str, Words]:
    """Return the words of each language; a sentence that is missing is said in English."""
    read = {locale: Words.model_validate(text) for locale, text in words.items()}
    first = read.get(FIRST)
    return read if first is None else {locale: own.completed(first) for locale, own in read.items()}


def meaning_of(raw: Mapping[str, object]) -> object:
    """Return the data without any wording: what a case pins."""
    return {key: _without_words(value, key) for key, value in raw.items() if key not in WORD_KEYS}


def _without_words(value: object, top: str) -> object:
    if isinstance(value, Mapping):
        return {
            key: _without_words(part, top)
            for key, part in value.items()
            if not (key in WORD_KEYS or (key == "ask" and top in ASKED_IN_WORDS))
        }
    if isinstance(value, list):
        return [_without_words(part, top) for part in value]
    return value


def _hash(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _place(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location)}: {message}"
