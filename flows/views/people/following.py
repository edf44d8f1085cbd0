"""What follows a result, on its card: measures, what is to be found out, closing, proof."""

from flows.cards import Button, Element
from flows.case import Case
from flows.views.rounds.experts import expert_buttons, experts_section
from flows.views.rounds.standing import review_section, round_buttons
from flows.views.rounds.unknowns import unknowns_section
from flows.views.tracking.closing import closing_section
from flows.views.tracking.evidence import evidence_section, keep_button
from flows.views.tracking.measures import measures_buttons, measures_section
from flows.views.viewer import Viewer


def following_sections(viewer: Viewer, case: Case) -> list[Element]:
    """Return all that was done, and is left to do, since the screening was sent."""
    return [
        *measures_section(viewer, case),
        *unknowns_section(viewer, case),
        *experts_section(viewer, case),
        *closing_section(viewer, case),
        *evidence_section(viewer, case),
        *review_section(viewer, case),
    ]


def following_buttons(viewer: Viewer, case: Case) -> list[Button]:
    """Return what can be done with a case that was sent, by those who may."""
    return [
        *measures_buttons(viewer, case),
        *round_buttons(viewer, case),
        *expert_buttons(viewer, case),
        *keep_button(viewer, case),
    ]
