"""What is filled in for a person who names measures: which, by whom, by when, shown by what."""

from collections.abc import Mapping
from datetime import date

from flows.case import Answer
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.ruling import Measure
from flows.screening.evaluation import holds
from flows.screening.severity import rate
from flows.screening.walk import Walk


def suggested(
    course: Walk, risk: str, *, today: date, launch: date | None, owner: str
) -> Mapping[str, Answer]:
    """Return suggested answers for the page *what you do* of one risk.

    `today` stands for the day on which the result is confirmed; `owner` is the person
    proposed to own the measures.
    """
    measures = [course.pack.measure[id] for id in course.pack.risk[risk].mitigations]
    return {
        anchors.MEASURES: ("defaults",),
        anchors.MEASURE_OWNER: owner,
        anchors.MEASURE_DATE: _day(course, risk, measures, today, launch).isoformat(),
        anchors.INDICATOR: _indicator(course.pack, measures),
    }


def _day(
    course: Walk, risk: str, measures: list[Measure], today: date, launch: date | None
) -> date:
    """Return when all measures can be done: for a serious harm before launch, never in the past."""
    day = today.toordinal() + max(measure.due_days for measure in measures)
    course.facts.rated[risk] = rate(course.facts, risk)
    for latest in course.pack.measure_due.latest:
        if launch is not None and holds(latest.condition, course.facts, risk) is not None:
            day = min(day, launch.toordinal() + latest.days)  # no date: may lie before all of them
    del course.facts.rated[risk]
    return date.fromordinal(max(day, today.toordinal()))


def _indicator(pack: Pack, measures: list[Measure]) -> str:
    """Return as many of the indicators as fit into the answer, the first one always."""
    limit = pack.question[anchors.INDICATOR].max_chars or 300
    text = ""
    for measure in measures:
        longer = f"{text}; {measure.indicator}" if text else measure.indicator
        text = longer if len(longer) <= limit else text
    return text
