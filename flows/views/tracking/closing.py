"""Which harms are open still, which are closed and by whose word."""

from flows.cards import Element, Form, Heading, Item, Items, Paragraph, Style, Text, Tone
from flows.case import Case, Closure
from flows.people.authority import Verb, may
from flows.people.profile import SALIENT
from flows.screening.closing import can_close, needs_agreement
from flows.views.forms import FRESH, Filled, case_form, open_button, text_field
from flows.views.viewer import Viewer

WORDS = "words"


def closing_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return each harm that is closed, or that could be, with who may close it."""
    entries = tuple(_rows(viewer, case))
    if not entries:
        return []
    rule = viewer.text("closing", "say", viewer.pack.closing.say)
    return [Heading(viewer.say("closing.heading")), Paragraph(rule), Items(entries)]


def close_risk_form(viewer: Viewer, case: Case, risk: str, filled: Filled = FRESH) -> Form:
    """Ask whoever agrees for their words: what they looked at, and why it can be closed."""
    return case_form(
        viewer,
        case,
        "close_risk",
        "close_risk",
        (text_field(viewer, WORDS, filled),),
        about=risk,
        args={"risk": risk},
        intro=(Paragraph(viewer.risk(risk)),),
        confirm=viewer.say("close_risk.confirm", reference=case.reference),
    )


def _rows(viewer: Viewer, case: Case) -> list[Item]:
    found = case.outcome.findings if case.outcome is not None else ()
    rows: list[Item] = []
    for risk in (finding.risk for finding in found):
        if case.is_closed(risk):
            rows.append(_closed(viewer, case, risk))
        elif can_close(viewer.pack, case, risk):
            rows.append(_closable(viewer, case, risk))
    return rows


def _closed(viewer: Viewer, case: Case, risk: str) -> Item:
    closure = next(each for each in reversed(case.closures) if each.risk == risk)
    return Item(
        title=viewer.risk(risk),
        lines=tuple(_how(viewer, closure)),
        label=viewer.say("closing.closed"),
        tone=Tone.GOOD,
    )


def _how(viewer: Viewer, closure: Closure) -> list[Text]:
    if closure.by == SALIENT:
        return [viewer.say("closing.by_itself", at=closure.at)]
    said = viewer.say("escalation.by", who=viewer.person(closure.by), at=closure.at)
    return [said, (closure.words,)] if closure.words else [said]


def _closable(viewer: Viewer, case: Case, risk: str) -> Item:
    agrees = needs_agreement(viewer.pack, case, risk)
    closes = agrees and may(viewer.context.actor, Verb.CLOSE_RISK, case)
    return Item(
        title=viewer.risk(risk),
        lines=(viewer.say("closing.waits"),),
        buttons=(open_button(viewer, case, "close_risk", risk, Style.PRIMARY),) if closes else (),
        label=viewer.say("closing.open"),
        tone=Tone.ATTENTION,
    )
