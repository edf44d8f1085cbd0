"""Harm that was reported counts as having happened, runs the rules, and starts the remedy clock."""

from dataclasses import replace
from datetime import date, timedelta

from flows.cards import Value
from flows.case import Closure, Decision, Phase, Withdrawal
from flows.effects import Open, ToRole
from flows.events import ConcernRaised, FormOpened, IncidentReported, PageRef, Triggered
from flows.screening.assessment import assess
from flows.screening.residual import agreed
from tests.flows.escalating import decided, later, sends
from tests.flows.escalation.test_rating import rates
from tests.flows.measures.test_verifying import closed
from tests.flows.screening import NOW, Screening, played, told, up_to, words
from tests.flows.tracking import opens_named
from tests.worked import the_pack

WORDS = "Somebody was dismissed over a report."


def reported(run: Screening, *harms: str, by: str = "mira") -> Screening:
    opens_named(run, "incident_on", by)
    sends(run, {"harms": harms, "words": WORDS}, by)
    return run


def test_reported_harm_counts_as_having_happened_here() -> None:
    run = reported(played("G09"), "RK07")
    assert run.case.round.standing["S05", "RK07"].value == ("here",)
    assert run.case.round.standing["R01", "RK07"].value == ("applies",)
    (remedy,) = run.case.remedies
    assert (remedy.risk, remedy.since, remedy.reported_by) == ("RK07", NOW, "mira")
    result = assess(the_pack(), run.case.round.answers)
    assert result.rated["RK07"].finding.likelihood == 5
    assert ("incident_reported", ToRole("human_rights_team")) in told(run.turn.effects)


def test_the_rules_run_at_once_where_nothing_else_is_open() -> None:
    run = reported(played("G09"), "RK07")
    assert run.case.round.number == 2
    assert run.case.round.outcome is not None
    assert run.case.phase is Phase.TEAM
    assert "likelihood 2 to 5" in words(run.card)
    run.do("see", by="hana")
    assert WORDS in words(run.card)
    assert "Known since 2026-03-02" in words(run.card)


def test_a_harm_that_nothing_raised_is_raised_by_the_report_and_asked_about() -> None:
    """Also of a product where nothing was found: the report is the reason."""
    for id, page in (("G01", PageRef("R02")), ("G09", PageRef("R01", "RK15"))):
        run = reported(played(id), "RK15")
        assert run.case.round.is_open
        assert run.page == page
        course = assess(the_pack(), run.case.round.answers)
        assert "RK15" in course.raised
        assert run.case.remedies[0].risk == "RK15"


def test_a_reported_harm_stays_raised_in_every_later_round() -> None:
    run = reported(played("G01"), "RK15")
    while run.reply.__class__.__name__ == "Form":
        values = {one.id: one.value or "" for one in run.form.fields}
        ratings: dict[str, Value] = {id: "2" for id in ("S01", "S02", "S03", "S04") if id in values}
        run.send({**values, **ratings, **({"K01": "linked"} if "K01" in values else {})},
                 intent="skip")  # fmt: skip
    run.submit()
    assert run.case.finding_of("RK15") is not None
    again = reported(run, "other")
    assert again.case.round.reported == ("RK15",)
    assert again.case.finding_of("RK15") is not None


def test_each_report_is_kept_and_the_clock_runs_since_the_first() -> None:
    run = reported(played("G09"), "RK07", "RK07")
    assert len(run.case.remedies) == 1
    reported(later(run, timedelta(days=3)), "RK07")
    assert [one.since for one in run.case.remedies] == [NOW, NOW + timedelta(days=3)]
    assert len(run.case.rounds) == 3


def test_another_report_of_a_closed_and_decided_harm_opens_it_and_asks_for_a_decision() -> None:
    run = decided()
    reported(run, "RK07")
    newest = run.case.escalations[-1]
    decision = Decision("proceed", "Because.", ("sam",), run.now, "cleared", date(2026, 9, 1))
    closed_now = Closure("RK07", 2, "hana", run.now)
    run.present = replace(
        run.case,
        measures=(),
        escalations=(*run.case.escalations[:-1], replace(newest, decision=decision)),
        closures=(closed_now,),
    )
    assert "RK07" not in run.case.open_risks
    reported(later(run, timedelta(days=3)), "RK07")
    assert "RK07" in run.case.open_risks
    assert run.case.pending is not None


def test_a_report_while_a_round_is_open_alarms_at_once() -> None:
    """However far the round has come: what is known already is looked at."""
    run = played("G09")
    run.happens(Triggered("TR11", {"words": "A year is over."}))
    assert run.case.launch_status == "cleared_with_actions"
    run.happens(IncidentReported({"harms": ("RK07",), "words": WORDS}), "jonas")
    assert run.case.round.early_rules
    assert run.case.launch_status == "hold"
    assert run.case.round.outcome is None, "whoever reports does not send the team's round"


def test_a_word_of_the_team_on_a_harm_does_not_outlive_what_happened_since() -> None:
    run = rates(played("G09"), "RK07", applies="no")
    assert agreed(the_pack(), run.case, "RK07") != run.case.finding_of("RK07")
    reported(later(run, timedelta(days=10)), "RK07")
    assert agreed(the_pack(), run.case, "RK07") == run.case.finding_of("RK07")
    assert run.case.open_risks == ("RK07",)


def test_what_was_said_of_a_harm_that_has_no_name_stands_on_the_case() -> None:
    run = reported(played("G09"), "other")
    for person in ("mira", "hana"):
        run.do("see", by=person)
        assert WORDS in words(run.card)


def test_a_harm_that_nobody_can_name_reaches_the_team_all_the_same() -> None:
    run = reported(played("G09"), "other")
    assert run.case.remedies == ()
    assert ("incident_reported", ToRole("human_rights_team")) in told(run.turn.effects)
    assert run.case.round.openings[0].words == WORDS


def test_a_report_on_a_closed_case_brings_it_back() -> None:
    run, _ = closed()
    reported(run, "RK07")
    assert run.case.open_risks == ("RK07",)
    assert run.case.phase is Phase.TEAM


def test_a_report_on_a_decided_case_asks_for_another_decision() -> None:
    run = reported(decided(), "RK07")
    assert run.case.phase is Phase.TEAM
    assert run.case.escalation is not None
    assert run.case.escalation.decision is None


def test_whoever_may_see_a_case_reports_on_it_and_is_thanked() -> None:
    run = reported(played("G02"), "RK07", by="jonas")
    assert "The human rights team has your report on SAL-1" in words(run.notice)
    assert run.case.remedies[0].reported_by == "jonas"
    assert "jonas" not in run.case.participants


def test_a_report_joins_a_screening_under_way() -> None:
    run = up_to("G02", "P07")
    run.happens(IncidentReported({"harms": ("RK07",), "words": WORDS}))
    assert len(run.case.rounds) == 1
    assert run.case.round.given["S05", "RK07"].value == ("here",)
    assert run.case.is_draft


def test_a_report_without_harm_or_words_comes_back() -> None:
    run = played("G09")
    opens_named(run, "incident_on", "mira")
    sends(run, {"harms": (), "words": ""}, "mira")
    assert set(run.errors) == {"harms", "words"}
    sends(run, {"harms": ("RK99",), "words": WORDS}, "mira")
    assert set(run.errors) == {"harms"}
    assert len(run.case.rounds) == 1


def test_a_report_on_a_withdrawn_launch_reaches_the_team_alone() -> None:
    run = played("G09")
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    run.happens(IncidentReported({"harms": ("RK07",), "words": WORDS}))
    assert run.turn.effects == (Open(ConcernRaised("SAL-1", "mira", WORDS)),)
    assert run.case.remedies == ()


def test_whoever_may_not_see_a_case_does_not_report_on_it() -> None:
    run = played("G09")
    for event in (
        IncidentReported({"harms": ("RK07",), "words": WORDS}),
        FormOpened("incident_on"),
    ):
        run.happens(event, "otto")
        assert run.turn.journal[0].action == "refused"
