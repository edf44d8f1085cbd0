"""What is inside of a payload, looked up without trust: what is not as expected is not there."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Body: TypeAlias = Mapping[str, object]

MOST_OF_A_NAME = 255


def at(body: object, *path: str) -> object:
    """Return what stands at a path, None when there is no such place."""
    for key in path:
        if not isinstance(body, Mapping):
            return None
        body = body.get(key)
    return body


def object_at(body: object, *path: str) -> Body:
    """Return an object, empty when there is none."""
    found = at(body, *path)
    return found if isinstance(found, Mapping) else {}


def objects_at(body: object, *path: str) -> Sequence[Body]:
    """Return the objects of a list, none when there is no list."""
    found = at(body, *path)
    every = found if isinstance(found, list | tuple) else ()
    return [each for each in every if isinstance(each, Mapping)]


def text_at(body: object, *path: str) -> str:
    """Return a text, empty when there is none."""
    return text_of(at(body, *path)) or ""


def name_at(body: object, *path: str) -> str:
    """Return an id or a mark of Slack's, empty when it can be none."""
    found = at(body, *path)
    if not isinstance(found, str) or len(found) > MOST_OF_A_NAME:
        return ""
    return found if found.isascii() and found.isprintable() else ""


def text_of(value: object) -> str | None:
    """Return a text in which every character can be kept; None when it is no text."""
    if not isinstance(value, str):
        return None
    return value.encode("utf-8", "replace").decode("utf-8")
