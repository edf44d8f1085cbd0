"""What a click or a sent form means: one table from verb to event, shared by every channel."""

from flows.acts.act import Act
from flows.acts.casework import TRIGGER_FIELD, of_casework
from flows.acts.requests import (
    LAUNCH_CONVERSATION_FIELD,
    LEAD_FIELD,
    LEADS_FIELD,
    SPONSOR_FIELD,
    TEAM_CONVERSATION_FIELD,
    TEAM_FIELD,
    of_request,
)
from flows.acts.screening import REPLY_FIELD, of_screening
from flows.events import Event, Request

__all__ = [
    "LAUNCH_CONVERSATION_FIELD",
    "LEADS_FIELD",
    "LEAD_FIELD",
    "REPLY_FIELD",
    "SPONSOR_FIELD",
    "TEAM_CONVERSATION_FIELD",
    "TEAM_FIELD",
    "TRIGGER_FIELD",
    "Act",
    "event_of",
]


def event_of(act: Act) -> Event | Request | None:
    """Return what an act means; None when it means nothing here."""
    return of_request(act) or of_screening(act) or of_casework(act)
