"""What another round changed: route, harms, and who was told."""

from collections.abc import Iterator, Mapping

from flows.cards import Element, Heading, Item, Items, Paragraph, Text
from flows.case import Case, Finding, Outcome
from flows.views.viewer import Viewer


def what_changed(viewer: Viewer, case: Case) -> tuple[Element, ...]:
    """Return what the newest round that was sent made otherwise; nothing after the first."""
    sent = [each.outcome for each in case.rounds if each.outcome is not None]
    if len(sent) < 2:
        return ()
    entries = tuple(_entries(viewer, sent[-2], sent[-1]))
    told = viewer.say("changes.told", who=viewer.roles(sent[-1].told))
    if not entries:
        return (Paragraph(viewer.say("changes.none")), Paragraph(told))
    return (Heading(viewer.say("changes.heading")), Items(entries), Paragraph(told))


def _entries(viewer: Viewer, before: Outcome, after: Outcome) -> Iterator[Item]:
    if before.route != after.route:
        was, now = viewer.say(f"route.{before.route}"), viewer.say(f"route.{after.route}")
        yield Item(viewer.say("changes.route", was=was, now=now))
    old, new = _by_risk(before), _by_risk(after)
    for risk in {**old, **new}:
        said = _of_harm(viewer, old.get(risk), new.get(risk))
        if said:
            yield Item(viewer.risk(risk), (said,))


def _by_risk(outcome: Outcome) -> Mapping[str, Finding]:
    return {each.risk: each for each in outcome.findings}


def _of_harm(viewer: Viewer, was: Finding | None, now: Finding | None) -> Text:
    if was is None and now is not None:
        return viewer.say("changes.new", severity=now.severity, likelihood=now.likelihood)
    if was is not None and now is None:
        return viewer.say("changes.gone")
    if was is None or now is None or _numbers(was) == _numbers(now):
        return ()
    return viewer.say(
        "changes.harm",
        was=was.severity,
        now=now.severity,
        likely_was=was.likelihood,
        likely_now=now.likelihood,
    )


def _numbers(finding: Finding) -> tuple[int, int]:
    return finding.severity, finding.likelihood
