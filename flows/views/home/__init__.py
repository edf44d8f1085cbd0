"""Where everybody begins, and the page of their own: what waits for whom, and by when."""

from flows.people.asked import OVER
from flows.views.home.beginning import (
    MOST_DRAFTS,
    help_card,
    not_understood,
    not_yet,
    resume_card,
    start_form,
)
from flows.views.home.entries import name_of
from flows.views.home.listing import list_card

__all__ = [
    "MOST_DRAFTS",
    "OVER",
    "help_card",
    "list_card",
    "name_of",
    "not_understood",
    "not_yet",
    "resume_card",
    "start_form",
]
