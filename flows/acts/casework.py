"""What the acts on a case mean once its screening was sent."""

from typing import TypeAlias

from flows.acts.act import Act
from flows.events import (
    Acknowledged,
    AdviceGiven,
    ClassChanged,
    DecisionReopened,
    EvidenceKept,
    ExpertAsked,
    ExpertReplied,
    Followed,
    IncidentReported,
    ItemAnswered,
    ItemAssigned,
    LaunchAnswered,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasuresTaken,
    MeasureVerified,
    NotMine,
    OfReminded,
    OnEscalation,
    OnFindingOut,
    OnPeople,
    OnRounds,
    OnTracking,
    OutcomeChosen,
    OwnerChanged,
    PeopleNamed,
    ProgressNoted,
    ProposalSettled,
    RatingAgreed,
    RiskClosed,
    Snoozed,
    TakenOn,
    TeamAsked,
    TeamReplied,
    Triggered,
    VoiceGiven,
    WhyAsked,
    Withdrawn,
)

TRIGGER_FIELD = "trigger"

OnCasework: TypeAlias = OnEscalation | OnTracking | OnFindingOut | OnRounds | OnPeople | OfReminded


def of_casework(act: Act) -> OnCasework | None:
    rooms = (_of_escalation, _of_tracking, _of_measure, _of_finding_out, _of_people, _of_reminded)
    for read in rooms:
        event = read(act)
        if event is not None:
            return event
    return None


def _of_escalation(act: Act) -> OnEscalation | None:
    match act.verb:
        case "acknowledge":
            return Acknowledged(act.revision)
        case "take_on":
            return TakenOn(act.revision)
        case "ask_team":
            return TeamAsked(act.revision, act.values)
        case "reply_team":
            return TeamReplied(act.about, act.values) if act.about is not None else None
        case "advise":
            return AdviceGiven(act.revision, act.values)
        case "choose_outcome":
            return OutcomeChosen(act.revision, act.values)
        case "decide":
            agrees = bool(act.arg("agrees"))
            return VoiceGiven(act.revision, act.arg("outcome"), agrees, act.values)
        case "decide_again":
            return DecisionReopened(act.revision, act.values)
        case "rate":
            return RatingAgreed(act.arg("risk"), act.revision, act.values)
        case _:
            return None


def _of_tracking(act: Act) -> OnTracking | None:
    match act.verb:
        case "take_measures":
            return MeasuresTaken()
        case "add_measure":
            return MeasureAdded(act.values)
        case "close_risk":
            return RiskClosed(act.arg("risk"), act.values)
        case "keep":
            author, link, text = act.arg("author"), act.arg("link"), act.arg("text")
            return EvidenceKept(act.about, author, link, text, act.values)
        case _:
            return None


def _of_measure(act: Act) -> OnTracking | None:
    measure = act.about
    if measure is None:
        return None
    match act.verb:
        case "measure":
            return MeasureOpened(measure)
        case "plan":
            return MeasurePlanned(measure, act.revision, act.values)
        case "refuse":
            return MeasureRefused(measure, act.revision, act.values)
        case "progress":
            return ProgressNoted(measure, act.revision, act.values)
        case "block":
            return MeasureBlocked(measure, act.revision, act.values)
        case "implement":
            return MeasureImplemented(measure, act.revision, act.values)
        case "verify":
            return MeasureVerified(measure, act.revision, act.values)
        case _:
            return None


def _of_finding_out(act: Act) -> OnFindingOut | OnRounds | None:
    match act.verb:
        case "ask_expert":
            return ExpertAsked(act.values)
        case "change":
            return Triggered(act.arg("trigger") or act.text(TRIGGER_FIELD), act.values)
        case "incident_on":
            return IncidentReported(act.values)
        case _:
            return _of_item(act)


def _of_item(act: Act) -> OnFindingOut | None:
    about = act.about
    if about is None:
        return None
    match act.verb:
        case "assign":
            return ItemAssigned(about, act.revision, act.values)
        case "find_out":
            return ItemAnswered(about, act.revision, act.values)
        case "reply_expert":
            return ExpertReplied(about, act.revision, act.values)
        case "settle":
            return ProposalSettled(about, act.revision, bool(act.arg("accepted")))
        case _:
            return None


def _of_people(act: Act) -> OnPeople | None:
    match act.verb:
        case "class":
            return ClassChanged(act.revision, act.values)
        case "name_people":
            return PeopleNamed(act.revision, act.values)
        case "withdraw":
            return Withdrawn(act.values)
        case "change_owner":
            return OwnerChanged(act.arg("owner"), act.values)
        case "follow":
            return Followed(bool(act.arg("hears")))
        case _:
            return None


def _of_reminded(act: Act) -> OfReminded | None:
    subject = act.arg("about")
    match act.verb:
        case "snooze":
            return Snoozed(subject, act.values)
        case "not_mine":
            return NotMine(subject, act.values)
        case "why_me":
            return WhyAsked(subject)
        case "launch_answer":
            return LaunchAnswered(subject, act.revision, act.values)
        case _:
            return None
