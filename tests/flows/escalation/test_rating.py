"""Agreed ratings: recorded acts of the team with a reason, beside the first values."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.case import Confidentiality, Measure, MeasureState, Stage
from flows.effects import ToPerson, ToRole
from flows.events import FormOpened, RatingAgreed
from flows.screening.floors import floors_of
from flows.screening.residual import agreed, residual
from tests.flows.escalating import decided, decides, offered, pending, sends, with_team
from tests.flows.screening import NOW, Screening, told, words
from tests.worked import the_pack

REASON = "The function that names people was taken out."
VALUES = {"applies": "yes", "scale": "3", "scope": "1", "repair": "2", "likelihood": "4",
          "reason": REASON}  # fmt: skip


def rates(run: Screening, risk: str = "RK07", **other: str) -> Screening:
    run.press(offered(run, "jonas")[f"rate {risk}"], by="jonas")
    sends(run, {**VALUES, **other}, "jonas")
    return run


def test_other_values_stand_beside_the_first_ones() -> None:
    run = with_team()
    first = run.case.finding_of("RK07")
    rates(run)
    (rating,) = run.case.ratings
    assert (rating.scale, rating.scope, rating.repair, rating.likelihood) == (3, 1, 2, 4)
    assert (rating.by, rating.reason, rating.round) == ("jonas", REASON, 1)
    assert rating.below_floor, "the floor of RK07 is 3/1/3 here"
    assert run.case.finding_of("RK07") == first
    now = agreed(the_pack(), run.case, "RK07")
    assert now is not None
    assert (now.severity, now.likelihood) == (3, 4)
    assert told(run.turn.effects) == [("rated", ToPerson("mira")), ("rated", ToPerson("leo"))]
    details = run.turn.journal[0].details
    assert (details["risk"], details["scale"], details["below_floor"]) == ("RK07", 3, 1)
    said = words(run.reply)
    assert "Below the lowest value" in said
    assert "Agreed: scale 3, scope 1, repair 2, likelihood 4" in said
    run.do("see", by="mira")
    assert "Values, first and agreed" not in words(run.reply)


def test_three_serious_values_are_severe_when_agreed_too() -> None:
    run = rates(with_team(), scope="3", repair="3")
    now = agreed(the_pack(), run.case, "RK07")
    assert now is not None
    assert now.severity == 4
    assert not run.case.ratings[0].below_floor


def test_a_harm_can_be_dismissed_and_taken_back() -> None:
    run = rates(with_team(), applies="no")
    now = agreed(the_pack(), run.case, "RK07")
    assert now is not None
    assert now.dismissed
    assert "agreed that it does not apply" in words(run.reply)
    rates(run)
    assert [rating.dismissed for rating in run.case.ratings] == [True, False]


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ({"reason": "short"}, "reason"),
        ({"scale": "6"}, "scale"),
        ({"likelihood": ""}, "likelihood"),
        ({"applies": "maybe"}, "applies"),
    ],
)
def test_what_does_not_fit_comes_back(other: dict[str, str], wrong: str) -> None:
    run = rates(with_team(), **other)
    assert {one.id for one in run.form.fields if one.error} == {wrong}
    assert run.case.ratings == ()
    assert {one.id: one.value for one in run.form.fields} == {**VALUES, **other}


def test_an_old_form_comes_back_with_what_was_typed() -> None:
    run = with_team()
    run.press(offered(run, "jonas")["rate RK07"], by="jonas")
    form = run.form
    rates(run)
    run.press(form.submit, VALUES, by="hana")
    assert "Other values were agreed while you had this open" in words(run.form)
    assert len(run.case.ratings) == 1


def test_only_the_team_apart_from_the_product_agrees_values() -> None:
    run = with_team()
    for who, may in (("hana", True), ("mira", False), ("sam", False), ("otto", False)):
        run.happens(FormOpened("rate", "RK07"), by=who)
        assert (run.turn.journal == ()) is may
    run.happens(RatingAgreed("RK99", 0, VALUES), by="hana")
    assert "That harm is not on this case now" in words(run.notice)
    run.happens(RatingAgreed("RK07", 0, VALUES), by="mira")
    assert run.case.ratings == ()


CREDIT = {
    "planned": ([MeasureState.PLANNED], 0),
    "implemented": ([MeasureState.IMPLEMENTED], 0),
    "not effective": ([MeasureState.NOT_EFFECTIVE], 0),
    "one works": ([MeasureState.EFFECTIVE, MeasureState.PLANNED], 1),
    "two work": ([MeasureState.EFFECTIVE] * 2, 2),
    "never more than two": ([MeasureState.EFFECTIVE] * 3, 2),
}


@pytest.mark.parametrize("name", CREDIT)
def test_only_measures_seen_to_work_lower_what_is_left(name: str) -> None:
    states, down = CREDIT[name]
    run = with_team()
    measures = tuple(
        Measure(run.case.new_id("measure", at), "MT01", "", ("RK07",), "suggested", 1,
                (Stage(state, "ines", NOW),))
        for at, state in enumerate(states)
    )  # fmt: skip
    case = replace(run.case, measures=measures)
    first, left = case.finding_of("RK07"), residual(the_pack(), case, "RK07")
    assert first is not None
    assert left is not None
    assert left == replace(first, likelihood=first.likelihood - down)
    unlikely = replace(rates(run, likelihood="1").case, measures=measures)
    lowest = residual(the_pack(), unlikely, "RK07")
    assert lowest is not None
    assert lowest.likelihood == 1
    assert residual(the_pack(), case, "RK99") is None


def test_floors_are_those_of_the_answers() -> None:
    answers = with_team().case.round.answers
    assert floors_of(the_pack(), answers, "RK07") == {"scale": 3, "scope": 1, "repair": 3}
    assert floors_of(the_pack(), answers, "RK22") == {}


def test_a_harm_agreed_to_be_graver_puts_the_case_before_graver_deciders() -> None:
    run = with_team()
    decides(run, "proceed", "hana")
    before = pending(run)
    assert before.policy.decider == "DC2"
    rates(run, scale="5")
    now, over = pending(run), run.case.escalations[0]
    assert (now.policy.decider, now.policy.decide) == ("DC1", ("executive_sponsor",))
    assert now.policy.advice == ("human_rights_lead", "legal")
    assert now.policy.advice_in_writing
    assert now.voices == ()
    assert over == replace(before, superseded_at=NOW), "what was said is kept"
    heard = told(run.turn.effects)
    assert ("graver", ToRole("executive_sponsor")) in heard
    assert ("graver", ToPerson("mira")) in heard
    assert ("advice_wanted", ToRole("legal")) in heard
    assert run.turn.journal[1].details == {"decider": "DC1"}
    assert "advise" in offered(run, "lara"), "who advises may open it now"


def test_who_decides_is_never_loosened_by_a_rating_while_it_is_pending() -> None:
    run = rates(with_team(), scale="5")
    escalations = run.case.escalations
    rates(run, scale="1")
    rates(run, applies="no", scale="5")
    assert run.case.escalations == escalations


@pytest.mark.parametrize("other", [{"scale": "4"}, {"scale": "5", "applies": "no"}])
def test_a_harm_that_is_not_the_gravest_or_does_not_apply_changes_no_decider(
    other: Mapping[str, str],
) -> None:
    run = with_team()
    before = run.case.escalations
    rates(run, **other)
    assert run.case.escalations == before
    assert ("graver", ToPerson("mira")) not in told(run.turn.effects)


def test_of_a_restricted_case_only_those_who_may_open_it_hear_of_graver_deciders() -> None:
    run = with_team()
    run.present = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    rates(run, scale="5")
    assert pending(run).policy.decider == "DC1"
    assert "executive_sponsor" not in run.case.told
    assert ("graver", ToRole("executive_sponsor")) not in told(run.turn.effects)


def test_what_is_decided_stays_decided_when_a_rating_is_agreed_later() -> None:
    run = decided()
    rates(run, scale="5")
    assert run.case.pending is None
