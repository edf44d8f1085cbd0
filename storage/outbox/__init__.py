"""Messages owed: created once, claimed for a while, sent at least once, settled by their holder.

A row holds ids and the name of a view; the words are made at delivery. Leases go by the database's
clock, due times by the time that is handed in, which may be simulated.
"""

from storage.outbox.claiming import (
    UNPACED,
    Claimed,
    Doubt,
    claim,
    free_leases,
)
from storage.outbox.owing import (
    Ambiguous,
    Kind,
    Lane,
    Owed,
    Place,
    counts,
    enqueue,
    given_up,
    is_told_to_others,
    next_due,
    owes,
    revive,
)
from storage.outbox.posted import (
    Posted,
    forget_copy,
    note_posted,
    posted_copies,
)
from storage.outbox.settling import (
    ATTEMPTS,
    FIRST_WAIT,
    LONGEST_WAIT,
    next_try,
    note_resent,
    settle_busy,
    settle_cancelled,
    settle_dead,
    settle_retry,
    settle_sent,
    settle_waiting,
)

__all__ = [
    "ATTEMPTS",
    "FIRST_WAIT",
    "LONGEST_WAIT",
    "UNPACED",
    "Ambiguous",
    "Claimed",
    "Doubt",
    "Kind",
    "Lane",
    "Owed",
    "Place",
    "Posted",
    "claim",
    "counts",
    "enqueue",
    "forget_copy",
    "free_leases",
    "given_up",
    "is_told_to_others",
    "next_due",
    "next_try",
    "note_posted",
    "note_resent",
    "owes",
    "posted_copies",
    "revive",
    "settle_busy",
    "settle_cancelled",
    "settle_dead",
    "settle_retry",
    "settle_sent",
    "settle_waiting",
]
