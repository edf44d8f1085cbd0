"""What is told of measures, proof and closed risks: a reference, and what is asked of whom."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from flows.cards import Button, Card, Style
from flows.case import Case
from flows.views.forms import act_button
from flows.views.told import told
from flows.views.viewer import Viewer


def _message(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    return told(viewer, case, view, _open(viewer, case, args.get("about", "")))


def _open(viewer: Viewer, case: Case, about: str) -> tuple[Button, ...]:
    """Bring whoever reads to the measure that it is about, else to the case."""
    see = Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)
    if not about or case.measure(UUID(about)) is None:
        return (see,)
    return (act_button(viewer, case, "measure", about=about, style=Style.PRIMARY),)


TRACKING_MESSAGES = {
    view: partial(_message, view=view)
    for view in (
        "measure_given",
        "measure_to_verify",
        "measure_refused",
        "measure_blocked",
        "measure_unblocked",
        "measure_done",
        "measure_works",
        "measure_failed",
        "evidence_given",
        "risk_closed",
    )
}
