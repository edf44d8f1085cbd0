"""What follows from the answers: red lines, rules, routes, who is told, gaps, measures."""

from typing import Literal

from pydantic import Field

from flows.pack.entry import Entry, Ids, If


class RedLine(Entry):
    id: str
    title: str
    condition: If = Field(alias="if")
    ref: str


class Service(Entry):
    """Times within which the team answers, in working days; 0 means the same day."""

    first_answer_working_days: int
    decision_working_days: int


class UrgentService(Service):
    condition: If = Field(alias="if")


class Route(Entry):
    """Where a case goes: the launch status, when it is asked again, and how fast."""

    id: str
    launch: str
    next_review_days: int
    meaning: str
    service: Service | None = None
    urgent_service: UrgentService | None = None


class Rule(Entry):
    """A row of the decision table."""

    id: str
    route: str
    condition: If = Field(alias="if")
    say: str


class Recipient(Entry):
    id: str
    condition: If = Field(alias="if")


class OnlyTo(Entry):
    condition: If = Field(alias="if")
    to: Ids


class EarlyNotice(Entry):
    after_steps: tuple[int, ...]
    rules: Ids
    to: Ids
    offer: str


class Gap(Entry):
    """A weakness of process: adds a measure, never severity."""

    id: str
    title: str
    condition: If = Field(alias="if")
    mitigation: str


class Suggestion(Entry):
    """One rule of which measures go on the list."""

    id: str
    per_risk: bool = False
    condition: If | None = Field(default=None, alias="if")
    add: Ids = ()
    add_from: str | None = None


class Measure(Entry):
    """A mitigation with the role that owns it, its indicator and its two intervals in days."""

    id: str
    step: Literal["identify", "act", "track", "communicate"]
    text: str
    risks: Ids
    owner: str
    indicator: str
    due_days: int
    verify_days: int


class Prompt(Entry):
    """A question back to the person when answers do not fit together."""

    id: str
    condition: If = Field(alias="if")
    ask: str
    per_risk: bool = False


class Role(Entry):
    id: str
    name: str


class Right(Entry):
    id: str
    name: str
    plain: str
    refs: dict[str, str]
    tech: str


class Group(Entry):
    id: str
    higher_risk: bool
    note: str
    refs: str = ""


class Reason(Entry):
    """Why a capability or a setting matters, with an everyday example."""

    id: str
    why: str
    example: str = ""


class Escalation(Entry):
    ladder: tuple[str | tuple[str, ...], ...]
    half_time_reminder: bool
    same_day: dict[str, str | int]
    undecided_after_acknowledged: str
    clock_stops_while: str
    ignores_quiet_hours: Ids


class ClassInfo(Entry):
    id: Literal["open", "restricted", "sealed"]
    seen_by: str


class ClassIf(Entry):
    condition: If = Field(alias="if")
    to: Literal["open", "restricted", "sealed"] = Field(alias="class")


class PrivateCase(Entry):
    """The closing answer that opens a sealed case and leaves no trace in the shared record."""

    condition: If = Field(alias="if")
    to: Literal["sealed"] = Field(alias="class")
    stored_in_shared_record_as: dict[str, str]
    result_as: str


class Export(Entry):
    id: str
    leaves_out: Ids
    only_for: Ids = ()
    holds: Ids = ()


class ConfidentialityRules(Entry):
    classes: tuple[ClassInfo, ...]
    default: Literal["open"]
    class_if: tuple[ClassIf, ...]
    not_for_publication_before_review_if: If
    private_case: PrivateCase
    statistics_min_cell: int
    exports: tuple[Export, ...]
    free_text_reminder: str
