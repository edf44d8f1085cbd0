"""When something is due, in the working days and hours of whoever must do it."""

from flows.people.due.calendar import (
    A_DAY,
    MIDNIGHT,
    MONDAY_TO_FRIDAY,
    NINE_TO_FIVE,
    Calendar,
    SameDay,
    after,
    heard_at,
    is_quiet,
    morning_after,
    moved,
    promised_at,
    working_day,
    working_time,
    zone_of,
)

__all__ = [
    "A_DAY",
    "MIDNIGHT",
    "MONDAY_TO_FRIDAY",
    "NINE_TO_FIVE",
    "Calendar",
    "SameDay",
    "after",
    "heard_at",
    "is_quiet",
    "morning_after",
    "moved",
    "promised_at",
    "working_day",
    "working_time",
    "zone_of",
]
