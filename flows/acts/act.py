"""A button or a form's submit as it comes back, and how its parts are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flows.cards import Value
from flows.events import PageRef


@dataclass(frozen=True, slots=True)
class Act:
    """A button or a form's submit as it comes back: verb, ids, revision, and typed values."""

    verb: str
    args: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def about(self) -> UUID | None:
        """The measure, item or question that the act is about; None when it names none."""
        try:
            return UUID(self.args.get("about", ""))
        except ValueError:
            return None

    @property
    def page(self) -> PageRef:
        return PageRef.read(self.args.get("page", ""))

    def arg(self, name: str) -> str:
        return self.args.get(name, "")

    def text(self, field: str) -> str:
        value = self.values.get(field, "")
        return value if isinstance(value, str) else " ".join(value)
