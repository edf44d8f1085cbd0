"""What follows a decision, driven by the buttons and forms that people are shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flows.cards import Value
from flows.case import Case, Measure, MeasureState, OpenItem, Phase
from flows.events import MeasureOpened
from tests.flows.escalating import offered, sends
from tests.flows.screening import Screening, buttons_in, played

PROOF = {"proof": "The report of the works council, page 3", "link": "https://example.org/report"}
SEEN: Mapping[str, Value] = {
    "works": "yes", "value": "0 of 40 people named in reports", "proof": "Read all 40 reports",
    "link": "", "next_step": "",
}  # fmt: skip
FAILED: Mapping[str, Value] = {**SEEN, "works": "no", "next_step": "Remove the name column"}
PLAN: Mapping[str, Value] = {
    "owner": "ines", "due_on": "2026-05-01", "indicator": "Names in reports = 0",
    "baseline": "40", "target": "0", "verifier": "jonas",
}  # fmt: skip
REASON = "The product has no such reports any more."


def manager_alone() -> Screening:
    """Return a product that its team handles alone: serious at most, nobody decides."""
    return played("G09")


def named(run: Screening, source: str) -> Measure:
    """Return the measure of the pack that a case has."""
    return next(one for one in run.case.measures if one.source == source)


def now(run: Screening, measure: Measure) -> Measure:
    found = run.case.measure(measure.id)
    assert found is not None
    return found


def on_card(run: Screening, measure: Measure, by: str) -> dict[str, object]:
    """Return what somebody can do on the card of a measure: forms by name, acts by verb."""
    looks(run, measure, by)
    return {one.args.get("form") or one.verb: one for one in buttons_in(run.reply)}


def looks(run: Screening, measure: Measure, by: str) -> None:
    run.happens(MeasureOpened(measure.id), by)


def does(
    run: Screening, measure: Measure, form: str, values: Mapping[str, Value], by: str
) -> Measure:
    """Open a form of a measure by the button on its card, and send it."""
    button = on_card(run, measure, by)[form]
    run.press(button, by=by)  # type: ignore[arg-type]
    sends(run, values, by)
    return now(run, measure)


def planned(run: Screening, source: str = "", **other: Value) -> Measure:
    """Plan one measure of the case, the first unless one is named."""
    first = named(run, source) if source else run.case.measures[0]
    return does(run, first, "plan", {**PLAN, **other}, "mira")


def finished(run: Screening, measure: Measure, by: str = "ines") -> Measure:
    return does(run, measure, "implement", PROOF, by)


def looked_at(
    run: Screening, measure: Measure, seen: Mapping[str, Value] = SEEN, by: str = "jonas"
) -> Measure:
    return does(run, measure, "verify", seen, by)


def all_but(run: Screening, *left: Measure) -> None:
    """Say of every other measure that it is not needed."""
    for one in run.case.measures:
        if one.id not in {each.id for each in left} and not one.is_done:
            by = "mira" if "refuse" in on_card(run, one, "mira") else "jonas"
            does(run, one, "refuse", {"reason": REASON}, by)


def in_state(case: Case, measure: Measure, state: MeasureState) -> Case:
    """Return a case whose measure came to a state in some way."""
    stage = replace(measure.stages[-1], state=state)
    changed = replace(measure, stages=(*measure.stages, stage))
    return replace(
        case, measures=tuple(changed if one.id == changed.id else one for one in case.measures)
    )


def phase_of(run: Screening) -> Phase:
    return run.case.phase


def open_risks(run: Screening) -> tuple[str, ...]:
    return run.case.open_risks


def item_of(run: Screening, question: str, risk: str | None = None) -> OpenItem:
    return next(one for one in run.case.unknowns if one.place == (question, risk))


def presses(run: Screening, form: str, about: str, by: str) -> None:
    """Open a form by the button of the case's card that names what it is about."""
    run.do("see", by=by)
    button = next(
        one
        for one in buttons_in(run.reply)
        if one.args.get("form") == form and one.args.get("about") == about
    )
    run.press(button, by=by)


def opens_named(run: Screening, form: str, by: str) -> None:
    run.press(offered(run, by)[form], by=by)


def a_day(text: str) -> date:
    return date.fromisoformat(text)
