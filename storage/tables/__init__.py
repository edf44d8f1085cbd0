"""The tables, as SQLModel classes without methods: they describe columns and check nothing.

Times are aware UTC, enums plain strings, ids made in Python. What people typed stands in
columns of bytes, encrypted with the key of its case; everything else is plain for lists and
reports. Input is checked before it comes here.
"""

from storage.tables.base import PENDING
from storage.tables.cases import (
    AnswerRow,
    CaseParticipantRow,
    CaseRow,
    DataKeyRow,
    FindingRow,
    LaunchRow,
    PackRow,
    PromptReplyRow,
    RatingRow,
    RoundRow,
)
from storage.tables.casework import (
    AgreedRatingRow,
    ClosureRow,
    EscalationRow,
    EvidenceRow,
    ExpertQuestionRow,
    LaunchWordRow,
    MeasureRow,
    OpenItemRow,
    RemedyRow,
    SnoozeRow,
)
from storage.tables.delivery import (
    CounterRow,
    DeskClockRow,
    DeskMessageRow,
    InboundRow,
    OutboxRow,
    PostedRow,
)
from storage.tables.people import (
    AccountRow,
    BackupRow,
    ContactRow,
    KeepingRow,
    PersonRow,
    PreferenceRow,
    RoleGrantRow,
)
from storage.tables.record import JournalHeadRow, JournalRow
from storage.tables.reminding import HeardRow, PaceRow, ReminderRow

__all__ = [
    "PENDING",
    "AccountRow",
    "AgreedRatingRow",
    "AnswerRow",
    "BackupRow",
    "CaseParticipantRow",
    "CaseRow",
    "ClosureRow",
    "ContactRow",
    "CounterRow",
    "DataKeyRow",
    "DeskClockRow",
    "DeskMessageRow",
    "EscalationRow",
    "EvidenceRow",
    "ExpertQuestionRow",
    "FindingRow",
    "HeardRow",
    "InboundRow",
    "JournalHeadRow",
    "JournalRow",
    "KeepingRow",
    "LaunchRow",
    "LaunchWordRow",
    "MeasureRow",
    "OpenItemRow",
    "OutboxRow",
    "PaceRow",
    "PackRow",
    "PersonRow",
    "PostedRow",
    "PreferenceRow",
    "PromptReplyRow",
    "RatingRow",
    "RemedyRow",
    "ReminderRow",
    "RoleGrantRow",
    "RoundRow",
    "SnoozeRow",
]
