"""What a browser sends from the desk's forms, decoded without trust. Pure; never raises."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bot.contract import Payload

ONE, MANY = "f.", "m."
"""Names of inputs begin so: a field with one value, and one with any number of them."""

MOST_CONTROLS = 2000


@dataclass(frozen=True, slots=True)
class Sending:
    """A form as it came: every name and value, in order."""

    pairs: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """Return the first value of a name, empty when there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    @property
    def payload(self) -> Payload:
        """The form as the channel parses it."""
        return {
            "as": self.one("as"),
            "event": self.one("event"),
            "act": self.one("act"),
            "values": self.values,
        }

    @property
    def values(self) -> dict[str, str | list[str]]:
        """The fields by id; one that was sent several times keeps all its values."""
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            if name.startswith((ONE, MANY)):
                found.setdefault(name, []).append(value)
        return {
            name.removeprefix(ONE).removeprefix(MANY): _value(name, values)
            for name, values in found.items()
        }

    @property
    def typed(self) -> tuple[str, ...]:
        """What somebody may have written by hand, to be shown when it cannot be taken."""
        return tuple(v for name, v in self.pairs if name.startswith(ONE) and v.strip())

    def kept(self, leave_out: Sequence[str] = ("token", "as")) -> tuple[tuple[str, str], ...]:
        """Return what a form that asks to send the same once more must carry."""
        return tuple(pair for pair in self.pairs if pair[0] not in leave_out)


def decode(body: bytes) -> Sending | None:
    """Read a form as browsers write it; None when it has more inputs than any page of ours."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_CONTROLS,
        )
    except ValueError:
        return None
    return Sending(tuple(pairs))


def _value(name: str, values: list[str]) -> str | list[str]:
    if name.startswith(ONE) and len(values) == 1:
        return values[0]
    return [value for value in values if value]
