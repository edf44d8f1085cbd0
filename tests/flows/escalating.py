"""A case with the human rights team, driven by the buttons and forms that people are shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.cards import Button, Form, Value
from flows.case import Escalation
from flows.people.profile import Profile
from tests.flows.screening import PEOPLE, Screening, buttons_in, played

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
REASON = "The risk can be held small, as the record says."
CONFLICT = {"conflict": "none"}
RECORD: Mapping[str, Value] = {
    "reason": REASON,
    "HD05": "The works council was heard.",
    "conflict": "none",
    "dissent": "",
    "review_on": "2026-06-01",
}
NEEDS: Mapping[str, Mapping[str, Value]] = {
    "proceed": {},
    "proceed_with_conditions": {
        "condition.1": "No names in reports",
        "condition_owner.1": "ines",
        "condition_due.1": "2026-04-01",
    },
    "restrict": {"scope_of_restriction": "Not for single teams under ten people"},
    "redesign": {"what_must_change": "No single persons"},
    "pause": {"what_is_missing": "The word of the works council", "until": "2026-05-01"},
    "decline": {"exit_plan_if_live": ""},
    "full_hria": {"scope": "Both offices", "budget_owner": "sam", "due": "2026-06-30"},
}


def with_team(id: str = "G02") -> Screening:
    """Return a worked product that was just sent."""
    return played(id)


def pending(run: Screening) -> Escalation:
    assert run.case.pending is not None
    return run.case.pending


def offered(run: Screening, by: str) -> dict[str, Button]:
    """Return what somebody can do on the card of the case: acts by verb, forms by name."""
    run.do("see", by=by)
    found: dict[str, Button] = {}
    for button in buttons_in(run.reply):
        name = button.args.get("form") or button.verb
        found.setdefault(f"{name} {button.args['about']}" if name in ("rate",) else name, button)
    return found


def opens(run: Screening, name: str, by: str) -> Form:
    """Open a form by the button that the card offers."""
    run.press(offered(run, by)[name], by=by)
    return run.form


def acts(run: Screening, verb: str, by: str) -> None:
    run.press(offered(run, by)[verb], by=by)


def sends(run: Screening, values: Mapping[str, Value], by: str) -> None:
    """Send the form that is shown."""
    run.press(run.form.submit, values, by)


def decides(run: Screening, outcome: str, by: str, **other: Value) -> None:
    """Choose an outcome and send its form, filled in whole."""
    opens(run, "outcome", by)
    sends(run, {"outcome": outcome}, by)
    sends(run, {**RECORD, **NEEDS[outcome], **other}, by)


def agrees(run: Screening, by: str) -> None:
    opens(run, "agree", by)
    sends(run, CONFLICT, by)


def later(run: Screening, by: timedelta) -> Screening:
    run.now += by
    return run


def decided(outcome: str = "proceed_with_conditions") -> Screening:
    """Return G02 decided by the lead of the team and the product lead together."""
    run = with_team()
    decides(run, outcome, "hana")
    agrees(run, "leo")
    return run


def by_people(run: Screening, **roles: tuple[str, ...]) -> Screening:
    """Let people hold other roles."""
    people = {who: replace(PEOPLE[who], roles=frozenset(held)) for who, held in roles.items()}
    run.people = {**run.people, **people}
    return run


def owned_by(run: Screening, person: str) -> Screening:
    run.present = replace(run.case, owner=person)
    return run


def newcomer(run: Screening, person: str, *roles: str) -> Screening:
    run.people = {**run.people, person: Profile(person.title(), roles=frozenset(roles))}
    return run
