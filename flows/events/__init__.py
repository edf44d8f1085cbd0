"""What can happen. Past tense: by the time the core hears of it, it has happened."""

from dataclasses import dataclass
from typing import TypeAlias

from flows.events.concerns import ConcernOpened, ConcernRaised
from flows.events.escalation import (
    Acknowledged,
    AdviceGiven,
    DecisionReopened,
    OnEscalation,
    OutcomeChosen,
    RatingAgreed,
    TakenOn,
    TeamAsked,
    TeamReplied,
    VoiceGiven,
)
from flows.events.finding_out import (
    ExpertAsked,
    ExpertReplied,
    ItemAnswered,
    ItemAssigned,
    OnFindingOut,
    ProposalSettled,
)
from flows.events.people import (
    ClassChanged,
    Followed,
    LoadHandedOn,
    OnPeople,
    OwnerChanged,
    PeopleNamed,
    RoleUnreached,
    Withdrawn,
)
from flows.events.reminding import (
    Gathered,
    LaunchAnswered,
    NotMine,
    OfClock,
    OfReminded,
    OnReminding,
    ReminderDue,
    Snoozed,
    WhyAsked,
)
from flows.events.requests import (
    ConcernAsked,
    ConcernSent,
    ContactsTried,
    HelpAsked,
    IncidentAsked,
    IncidentSent,
    KeepAsked,
    KeepSent,
    LeaverAsked,
    LeaverSent,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    Request,
    ResumeAsked,
    RolesAsked,
    RoleSent,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    SetUpSent,
    StartAsked,
    StartConfirmed,
)
from flows.events.rounds import IncidentReported, OnRounds, Triggered
from flows.events.screening import (
    Answered,
    AnswersCopied,
    CaseOpened,
    HandedOverEarly,
    Intent,
    OnScreening,
    PageOpened,
    PageRef,
    PromptAnswered,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    Started,
    Submitted,
    WindowClosed,
)
from flows.events.tracking import (
    EvidenceKept,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasuresTaken,
    MeasureVerified,
    OnTracking,
    ProgressNoted,
    RiskClosed,
)


@dataclass(frozen=True, slots=True)
class FormOpened:
    """Somebody opened a form on a case: which, and what it is about (an id, or nothing)."""

    form: str
    about: str = ""


OnCase: TypeAlias = (
    OnScreening
    | OnEscalation
    | OnTracking
    | OnFindingOut
    | OnRounds
    | OnPeople
    | OnReminding
    | FormOpened
)
"""What happens to a case that is there."""

Event: TypeAlias = Started | ConcernOpened | OnCase

__all__ = [
    "Acknowledged",
    "AdviceGiven",
    "Answered",
    "AnswersCopied",
    "CaseOpened",
    "ClassChanged",
    "ConcernAsked",
    "ConcernOpened",
    "ConcernRaised",
    "ConcernSent",
    "ContactsTried",
    "DecisionReopened",
    "Event",
    "EvidenceKept",
    "ExpertAsked",
    "ExpertReplied",
    "Followed",
    "FormOpened",
    "Gathered",
    "HandedOverEarly",
    "HelpAsked",
    "IncidentAsked",
    "IncidentReported",
    "IncidentSent",
    "Intent",
    "ItemAnswered",
    "ItemAssigned",
    "KeepAsked",
    "KeepSent",
    "LaunchAnswered",
    "LeaverAsked",
    "LeaverSent",
    "ListAsked",
    "LoadHandedOn",
    "MeasureAdded",
    "MeasureBlocked",
    "MeasureImplemented",
    "MeasureOpened",
    "MeasurePlanned",
    "MeasureRefused",
    "MeasureVerified",
    "MeasuresTaken",
    "NotMine",
    "NotUnderstood",
    "NotYetAsked",
    "OfClock",
    "OfReminded",
    "OnCase",
    "OnEscalation",
    "OnFindingOut",
    "OnPeople",
    "OnReminding",
    "OnRounds",
    "OnScreening",
    "OnTracking",
    "OutcomeChosen",
    "OwnerChanged",
    "PageOpened",
    "PageRef",
    "PeopleNamed",
    "ProgressNoted",
    "PromptAnswered",
    "ProposalSettled",
    "RatingAgreed",
    "ReminderDue",
    "Request",
    "ResumeAsked",
    "Resumed",
    "Reviewed",
    "RiskClosed",
    "RoleSent",
    "RoleUnreached",
    "RolesAsked",
    "SetUpAsked",
    "SetUpSent",
    "SettingsAsked",
    "SettingsSent",
    "SmallestChangeAsked",
    "Snoozed",
    "StartAsked",
    "StartConfirmed",
    "Started",
    "Submitted",
    "TakenOn",
    "TeamAsked",
    "TeamReplied",
    "Triggered",
    "VoiceGiven",
    "WhyAsked",
    "WindowClosed",
    "Withdrawn",
]
