"""Checks that shapes are put together from: which keys, how long, how many.

A check takes a value and its path, and yields what is wrong with it. Whatever a shape does not
name is refused, because Slack refuses keys and types that it does not know as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any, str], Iterator[str]]
Table: TypeAlias = Mapping[str, Check]


def string(least: int, most: int) -> Check:
    """Expect a string of so many characters; where there must be some, blanks do not count."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{path}: no string"
        elif len(value) > most:
            yield f"{path}: {len(value)} characters and {most} fit"
        elif len(value.strip()) < least:
            yield f"{path}: empty"

    return check


def boolean(value: Any, path: str) -> Iterator[str]:
    """Expect true or false."""
    if not isinstance(value, bool):
        yield f"{path}: neither true nor false"


def number(least: int, most: int) -> Check:
    """Expect a whole number between two bounds."""

    def check(value: Any, path: str) -> Iterator[str]:
        if type(value) is not int or not least <= value <= most:
            yield f"{path}: no number from {least} to {most}"

    return check


def one_of(*values: str) -> Check:
    """Expect one of a few words."""

    def check(value: Any, path: str) -> Iterator[str]:
        if value not in values:
            yield f"{path}: none of {', '.join(values)}"

    return check


def list_of(each: Check, least: int, most: int) -> Check:
    """Expect a list of so many things."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{path}: no list"
            return
        if not least <= len(value) <= most:
            yield f"{path}: {len(value)} entries, from {least} to {most} fit"
        for index, one in enumerate(value):
            yield from each(one, f"{path}[{index}]")

    return check


def shape(required: Table, optional: Table | None = None, *also: Check) -> Check:
    """Expect an object with these keys and no others; `also` looks at it as a whole."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"{path}: no object"
            return
        yield from (f"{path}.{key}: missing" for key in required if key not in value)
        for key, one in value.items():
            if key in known:
                yield from known[key](one, f"{path}.{key}")
            else:
                yield f"{path}.{key}: unknown"
        for whole in also:
            yield from whole(value, path)

    return check


def by_type(checks: Table) -> Check:
    """Expect an object of one of these types."""

    def check(value: Any, path: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if isinstance(kind, str) and kind in checks:
            yield from checks[kind](value, path)
        else:
            yield f"{path}: {kind} may not stand here"

    return check


def items_of(value: Any) -> Sequence[Any]:
    """Return a list, empty when it is none."""
    return value if isinstance(value, list) else ()
