"""The common ground of everything in a pack: frozen, closed to unknown keys, read once."""

from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationInfo

from flows.pack.conditions import Condition, ConditionError, read_condition


class Entry(BaseModel):
    """One mapping of a pack file."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _condition(raw: object, info: ValidationInfo) -> Condition:
    context = cast("dict[str, Any] | None", info.context) or {}
    try:
        return read_condition(raw, context.get("sets", {}))
    except ConditionError as error:
        raise ValueError(str(error)) from error


If = Annotated[Condition, PlainValidator(_condition)]
"""A condition of the grammar, read with the named lists of the pack."""

Ids = tuple[str, ...]
