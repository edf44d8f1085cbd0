"""What happens after the screening: measures and their states, decision, triggers.

Read and checked with the rest of the pack; acted on by the casework.
"""

from typing import Any, Literal

from pydantic import Field

from flows.pack.entry import Entry, Ids, If


class MeasureState(Entry):
    id: str
    meaning: str
    needs: Ids = ()
    fires: str | None = None
    only_by: Ids = ()
    only_by_if: If | None = None


class Latest(Entry):
    """The last day on which a measure may be due, counted from a named date."""

    condition: If = Field(alias="if")
    date: Literal["launch"]
    days: int


class MeasureDue(Entry):
    days_after: Literal["result_confirmed"]
    days_field: Literal["due_days"]
    latest: tuple[Latest, ...]


class DaysIf(Entry):
    condition: If = Field(alias="if")
    days: int


class OpenItems(Entry):
    days: int
    days_if: tuple[DaysIf, ...]
    block_cleared_in: Ids


class Reminder(Entry):
    origin: str = Field(alias="from")
    days: int | None = None
    days_field: str | None = None
    repeat_field: str | None = None
    to: Ids
    text: str


class Closing(Entry):
    measure_states: Ids
    open_items: Literal["none"]
    outside_agreement_if: If
    stays_on_periodic_review: bool
    say: str


class Credit(Entry):
    states: Ids
    likelihood_down_each: int
    likelihood_down_at_most: int
    likelihood_lowest: int
    severity_down_only_by: str
    first_values_kept: bool
    say: str


class LaunchReminder(Entry):
    working_days: int
    to: Ids
    text: str


class OnTheDay(Entry):
    to: Ids
    ask: str
    answers: Ids


class LaunchedWhile(Entry):
    status: Ids
    to: Ids
    text: str


class LaunchRules(Entry):
    reminders: tuple[LaunchReminder, ...]
    on_the_day: OnTheDay
    launched_while: LaunchedWhile
    stale_draft_days: int


class DecisionOutcome(Entry):
    id: str
    text: str
    needs: Ids


class RecordField(Entry):
    id: str
    text: str


class Decider(Entry):
    id: str
    condition: If = Field(alias="if")
    decide: Ids
    advice: Ids = ()
    advice_in_writing: bool = False
    if_they_differ: str | None = None
    record_difference: bool = False
    not_on_product: bool = False
    who: str


class DecisionRules(Entry):
    outcomes: tuple[DecisionOutcome, ...]
    record_fields: tuple[RecordField, ...]
    deciders: tuple[Decider, ...]


class Trigger(Entry):
    id: str
    event: str
    detect: str
    action: str
    then: dict[str, Any]
    due_days: int
    before_release: bool
