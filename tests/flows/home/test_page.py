"""The page of one person: what is asked of them, what comes up, and who has the turn elsewhere."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

import pytest

from flows.cards import Button, Card, Heading, Item, Items, Style, Tone
from flows.case import (
    Advice,
    Blocked,
    Case,
    Confidentiality,
    Escalation,
    Evidence,
    EvidenceKind,
    ExpertQuestion,
    Measure,
    MeasureState,
    OpenItem,
    Phase,
    Stage,
    Summary,
    Underway,
    Voice,
    Withdrawal,
)
from flows.people.authority import Verb, may
from flows.people.profile import Actor
from flows.views.home import list_card
from flows.views.home.listing import MOST, MOST_DONE
from flows.views.viewer import Viewer
from tests.fakes import summary_of
from tests.flows.escalating import acts, decides, opens, sends, with_team
from tests.flows.screening import NOW, PEOPLE, Screening, line, up_to, words
from tests.worked import the_pack

TODAY = NOW.date()
QUEUE, MINE, SOON = "Waiting for a decision", "My turn", "Due soon"
OTHERS, DONE = "Waiting on others", "Done"


def page(by: str, *lines: Summary, at: datetime = NOW, section: str = "") -> Card:
    run = Screening(now=at)
    return list_card(Viewer(the_pack(), run.context(by)), lines, section)


def sections(card: Card) -> dict[str, list[Item]]:
    """Return the entries of a page under their headings."""
    found: dict[str, list[Item]] = {}
    heading = ""
    for element in card.body:
        if isinstance(element, Heading):
            heading = line(element.text)
        if isinstance(element, Items):
            found[heading] = list(element.entries)
    return found


def entry(by: str, heading: str, *lines: Summary, at: datetime = NOW) -> Item:
    """Return the only entry of a section."""
    (found,) = sections(page(by, *lines, at=at))[heading]
    return found


def said(item: Item) -> str:
    return "\n".join(line(text) for text in (item.title, item.label, *item.lines))


def button(item: Item) -> Button:
    """Return the one button of an entry: there is never a second."""
    (found,) = item.buttons
    return found


@cache
def pending_case() -> Case:
    return with_team().case


def pending(**how: object) -> Escalation:
    escalation = pending_case().pending
    assert escalation is not None
    return replace(escalation, **how)  # type: ignore[arg-type]


def queued(number: int = 1, severity: int = 5, **how: object) -> Summary:
    """Return a line that waits for a decision."""
    case = replace(pending_case(), id=UUID(int=number), reference=f"SAL-{number}")
    underway = replace(summary_of(case).underway, pending=pending(**how))
    return replace(summary_of(case), severity=severity, underway=underway)


def tracked(number: int = 1, **how: object) -> Summary:
    """Return a line whose measures are under way."""
    row = Summary(
        UUID(int=number), f"SAL-{number}", f"Launch {number}", "mira", "cleared_with_actions",
        NOW, NOW, product_lead="leo", route="hr_review", severity=3, phase=Phase.TRACKING,
    )  # fmt: skip
    return replace(row, **how)  # type: ignore[arg-type]


def measure(
    state: MeasureState = MeasureState.PLANNED,
    due: date | None = None,
    owner: str = "ines",
    since: datetime = NOW,
    source: str = "MT01",
) -> Measure:
    stages = (Stage(state, owner, since),)
    return Measure(
        UUID(int=77), source, "typed", ("RK04",), "suggested", 1, stages, owner, due,
        verifier="jonas",
    )  # fmt: skip


def with_measure(one: Measure, number: int = 1, **how: object) -> Summary:
    return tracked(number, underway=Underway(measures=(one,)), helpers=("ines", "jonas"), **how)


def item(owner: str = "ines", due: date = TODAY) -> OpenItem:
    return OpenItem(UUID(int=78), ("P04", None), 1, owner, due, NOW, 1)


def question(replied: datetime | None = None) -> ExpertQuestion:
    return ExpertQuestion(UUID(int=79), ("P04", None), "otto", "mira", NOW, 1, replied_at=replied)


# -------------------------------------------------------------------------------- the queue


def test_the_queue_has_the_worst_first_and_of_those_the_earliest_promise() -> None:
    lines = (
        queued(1, severity=3),
        queued(2, first_due_at=NOW + timedelta(days=2)),
        queued(3, first_due_at=NOW + timedelta(days=1)),
        queued(4, stopped_at=NOW),
        queued(5, severity=0, first_due_at=NOW + timedelta(days=3)),
    )
    items = sections(page("hana", *lines))[QUEUE]
    assert [line(each.title)[:5] for each in items] == ["SAL-3", "SAL-2", "SAL-5", "SAL-4", "SAL-1"]


def test_an_unseen_case_has_both_its_clocks_and_says_that_nobody_has_seen_it() -> None:
    case = pending()
    found = entry("hana", QUEUE, queued())
    assert f"First answer promised by {case.first_due_at.isoformat()}" in said(found)
    assert f"Decision promised by {case.decision_due_at.isoformat()}" in said(found)
    assert "Hana is asked first; nobody has seen it yet" in said(found)
    assert "Severity 5 of 5 (severe)" in said(found)
    assert "Planned launch" in said(found)
    assert "To be seen" in said(found)
    assert (button(found).verb, button(found).style) == ("see", Style.PRIMARY)


@pytest.mark.parametrize(
    ("late", "how"),
    [
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_the_queue_says_how_late_a_promise_is_in_words(late: timedelta, how: str) -> None:
    due = pending().first_due_at
    found = entry("hana", QUEUE, queued(), at=due + late)
    assert f"First answer was promised by {due.isoformat()}: {how} late" in said(found)
    assert line(found.label).endswith(", late")
    on_time = entry("hana", QUEUE, queued(), at=due)
    assert "late" not in said(on_time)


def test_a_launch_that_is_not_on_hold_stands_out_in_the_queue_once_it_is_late() -> None:
    waiting = replace(queued(severity=0), launch_status="pending_review")
    late = pending().first_due_at + timedelta(hours=1)
    tones = [entry("hana", QUEUE, waiting, at=at).tone for at in (NOW, late)]
    assert tones == [Tone.NEUTRAL, Tone.ATTENTION]
    assert entry("hana", QUEUE, queued(), at=late).tone is Tone.SEVERE


def test_a_case_that_was_asked_back_says_since_when_its_clock_stands_still() -> None:
    run = with_team()
    opens(run, "ask_team", "hana")
    sends(run, {"words": "Since when?"}, "hana")
    found = entry("jonas", QUEUE, summary_of(run.case), at=NOW + timedelta(days=3))
    assert f"Stands still since {NOW.isoformat()}, for the product team (3 days)" in said(found)
    assert "promised" not in said(found)
    assert button(found).verb == "see"


def test_the_queue_says_who_has_a_case_and_how_far_it_has_climbed() -> None:
    assert "climbed" not in said(entry("hana", QUEUE, queued()))
    run = with_team()
    acts(run, "acknowledge", "jonas")
    found = entry("hana", QUEUE, summary_of(run.case))
    assert "Jonas has it" in said(found)
    assert "First answer" not in said(found)
    for rung, step in ((1, 2), (2, 3), (9, 3)):
        climbed = said(entry("hana", QUEUE, queued(rung=rung)))
        assert f"Has climbed to step {step} of 3: " in climbed


def test_a_case_of_before_there_were_escalations_is_in_the_queue_all_the_same() -> None:
    old = tracked(launch_status="hold", phase=Phase.TEAM)
    found = entry("hana", QUEUE, old, at=NOW + timedelta(days=2))
    assert f"Waiting for the human rights team, since {NOW.isoformat()} (2 days)" in said(found)
    assert button(found).verb == "see"


def test_only_the_team_has_a_queue() -> None:
    for who in PEOPLE:
        assert (QUEUE in sections(page(who, queued()))) is (who in ("hana", "jonas"))


def test_the_queue_says_what_the_reader_is_asked_and_lets_them_read_the_case_first() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    hana = entry("hana", QUEUE, summary_of(run.case))
    jonas = entry("jonas", QUEUE, summary_of(run.case))
    assert "Your decision" in said(hana)
    assert "Your" not in said(jonas)
    assert [button(one).style for one in (hana, jonas)] == [Style.PRIMARY, Style.PLAIN]
    assert [button(one).verb for one in (hana, jonas)] == ["see", "see"]


# --------------------------------------------------------------------------------- my turn


def test_whoever_decides_beside_the_team_has_the_decision_as_their_turn() -> None:
    run = with_team()
    first = button(entry("leo", MINE, summary_of(run.case)))
    assert first.args["form"] == "outcome"
    decides(run, "proceed_with_conditions", "hana")
    found = entry("leo", MINE, summary_of(run.case))
    assert button(found).args["form"] == "agree"
    assert "Promised by" in said(found)
    run.press(button(found), by="leo")
    assert run.form.view == "agree"
    assert MINE not in sections(page("mira", summary_of(run.case)))
    assert QUEUE in sections(page("hana", summary_of(run.case)))


def test_where_the_two_differ_whoever_settles_it_has_the_decision_as_their_turn() -> None:
    run = with_team()
    decides(run, "proceed_with_conditions", "hana")
    decides(run, "pause", "leo")
    row = replace(summary_of(run.case), told=("executive_sponsor",))
    assert button(entry("sam", MINE, row)).args["form"] == "outcome"
    assert MINE not in sections(page("leo", row))


def test_advice_is_asked_for_before_the_decision() -> None:
    policy = replace(pending().policy, advice=("legal",), advice_in_writing=True)
    waiting = replace(queued(policy=policy), told=("legal",))
    assert button(entry("lara", MINE, waiting)).args["form"] == "advise"
    assert MINE not in sections(page("leo", waiting))  # the decision waits for it
    given = queued(policy=policy, advice=(Advice("legal", "typed", "lara", NOW),))
    assert MINE not in sections(page("lara", replace(given, told=("legal",))))
    assert button(entry("leo", MINE, given)).args["form"] == "outcome"


def test_nobody_is_asked_for_a_decision_while_the_clock_stands_still() -> None:
    assert MINE not in sections(page("leo", queued(stopped_at=NOW)))


def test_a_screening_under_way_is_gone_on_with() -> None:
    draft = summary_of(up_to("G02", "U01").case)
    found = entry("mira", MINE, draft)
    assert button(found).verb == "resume"
    assert "Being answered, last on" in said(found)
    assert "Screening" in said(found)
    held = entry("mira", MINE, replace(draft, launch_status="hold"))
    assert "Screening, on hold" in said(held)
    assert held.tone is Tone.SEVERE


def test_a_case_that_is_asked_again_can_be_opened_as_well() -> None:
    again = tracked(is_draft=True)
    found = sections(page("mira", again))
    assert [button(each).verb for each in found[MINE]] == ["resume"]
    assert [button(each).verb for each in found[OTHERS]] == ["see"]


def test_the_question_of_the_team_is_the_turn_of_the_product_side() -> None:
    run = with_team()
    opens(run, "ask_team", "hana")
    sends(run, {"words": "Since when?"}, "hana")
    found = entry("mira", MINE, summary_of(run.case))
    assert "Asked by Hana on" in said(found)
    assert OTHERS not in sections(page("mira", summary_of(run.case)))
    run.press(button(found), by="mira")
    assert run.form.view == "reply_team"


@pytest.mark.parametrize(
    "state", [MeasureState.PLANNED, MeasureState.IN_PROGRESS, MeasureState.NOT_EFFECTIVE]
)
def test_a_measure_to_do_is_the_turn_of_its_owner_and_leads_to_its_card(
    state: MeasureState,
) -> None:
    row = with_measure(measure(state, TODAY + timedelta(days=30)))
    found = entry("ines", MINE, row)
    assert line(found.title).startswith("SAL-1: ")
    assert "Launch 1" in said(found)
    assert f"Due on {(TODAY + timedelta(days=30)).isoformat()}" in said(found)
    args = {"case": str(row.case_id), "about": str(measure().id)}
    assert (button(found).verb, button(found).args) == ("measure", args)
    assert OTHERS not in sections(page("ines", row))


@pytest.mark.parametrize(
    ("state", "who"),
    [
        *[(state, "ines") for state in (MeasureState.EFFECTIVE, MeasureState.IMPLEMENTED)],
        (MeasureState.PLANNED, "jonas"),
        (MeasureState.NOT_NEEDED, "ines"),
    ],
)
def test_what_a_measure_asks_of_nobody_is_nobodys_turn(state: MeasureState, who: str) -> None:
    assert MINE not in sections(page(who, with_measure(measure(state))))


@pytest.mark.parametrize(
    ("days", "how"),
    [(0, "Due today, "), (-1, "1 day late"), (-12, "12 days late"), (5, "Due on ")],
)
def test_my_turn_says_the_day_and_how_late_it_is_in_words(days: int, how: str) -> None:
    found = entry("ines", MINE, with_measure(measure(due=TODAY + timedelta(days=days))))
    assert how in said(found)
    assert (TODAY + timedelta(days=days)).isoformat() in said(found)
    assert (found.tone is Tone.ATTENTION) is ("Measure, late" in said(found)) is (days < 0)


def test_a_blocked_measure_says_who_can_move_it() -> None:
    blocked = replace(measure(), blocked=Blocked("typed by somebody", "sam", "ines", NOW))
    found = entry("ines", MINE, with_measure(blocked))
    assert "Blocked; Sam can move it" in said(found)
    assert "typed by somebody" not in said(found)


def test_a_measure_is_looked_at_on_its_day_and_not_before() -> None:
    days = the_pack().measure["MT01"].verify_days
    row = with_measure(measure(MeasureState.IMPLEMENTED))
    when = NOW + timedelta(days=days)
    assert MINE not in sections(page("jonas", row, at=when - timedelta(days=1)))
    assert SOON in sections(page("jonas", row, at=when - timedelta(days=14)))
    assert SOON not in sections(page("jonas", row, at=when - timedelta(days=15)))
    found = entry("jonas", MINE, row, at=when)
    assert button(found).args["form"] == "verify"
    assert "Due today" in said(found)
    assert SOON not in sections(page("jonas", row, at=when))


def test_one_that_works_is_looked_at_again_if_the_pack_says_when() -> None:
    later = NOW + timedelta(days=the_pack().measure["MT01"].verify_days)
    works = measure(MeasureState.EFFECTIVE)
    assert MINE in sections(page("jonas", with_measure(works), at=later))
    own = replace(works, source="")
    assert MINE not in sections(page("jonas", with_measure(own), at=later))
    done = replace(measure(MeasureState.IMPLEMENTED), source="")
    assert MINE in sections(page("jonas", with_measure(done)))


def test_nobody_is_asked_to_look_at_what_they_did_themselves() -> None:
    done = replace(measure(MeasureState.IMPLEMENTED, owner="jonas"), source="")
    assert MINE not in sections(page("jonas", with_measure(done)))


def test_what_is_to_be_found_out_opens_its_one_question() -> None:
    row = tracked(underway=Underway(unknowns=(item(),)), helpers=("ines",))
    found = entry("ines", MINE, row)
    assert (button(found).verb, button(found).args["form"]) == ("form", "find_out")
    assert button(found).args["about"] == str(item().id)
    assert line(Viewer(the_pack(), Screening().context("ines")).question("P04")) in said(found)


def test_the_reply_of_an_expert_waits_for_the_product_side() -> None:
    row = tracked(underway=Underway(questions=(question(NOW),)), experts=())
    found = entry("leo", MINE, row)
    assert f"Otto replied on {NOW.isoformat()}" in said(found)
    assert button(found).verb == "see"
    assert not sections(page("otto", row))
    assert MINE not in sections(page("mira", tracked(underway=Underway(questions=(question(),)))))


def test_an_expert_sees_the_question_alone() -> None:
    row = tracked(underway=Underway(questions=(question(),)), experts=("otto",))
    found = entry("otto", MINE, row)
    assert said(found) == "SAL-1: a question for you\nQuestion"
    assert list(sections(page("otto", row))) == [MINE]
    closed = replace(row, confidentiality=Confidentiality.RESTRICTED)
    assert not sections(page("otto", closed))


def test_suggested_measures_wait_for_the_owner_of_the_case() -> None:
    row = tracked(underway=Underway(proposed=3))
    assert "Suggested measures that nobody has yet: 3" in said(entry("mira", MINE, row))
    assert MINE not in sections(page("leo", row))
    assert MINE not in sections(page("mira", tracked()))


def test_a_decision_to_hold_and_a_concern_are_somebodys_turn() -> None:
    held = tracked(launch_status="hold", phase=Phase.HELD, underway=Underway(since=NOW))
    assert "Your product team has it" in said(entry("mira", MINE, held))
    concern = tracked(
        launch_status="concern", phase=Phase.CONCERN, confidentiality=Confidentiality.SEALED
    )
    assert "With your team since" in said(entry("hana", MINE, concern))
    assert not sections(page("mira", concern))


def test_my_turn_has_the_worst_first_then_what_is_late_then_the_earliest_day() -> None:
    days = {1: 20, 2: 3, 3: -2, 4: 1}
    lines = [
        with_measure(measure(due=TODAY + timedelta(days=late)), number, severity=2)
        for number, late in days.items()
    ]
    lines += [with_measure(measure(due=date(2027, 1, 1)), 5, severity=5)]
    lines += [with_measure(measure(), 6, severity=2)]
    lines += [with_measure(measure(), 7, severity=0, launch_status="hold")]
    items = sections(page("ines", *lines))[MINE]
    found = [line(each.title)[4:5] for each in items]
    assert found == ["7", "5", "3", "4", "2", "1", "6"]
    assert all(button(each).style is Style.PRIMARY for each in items)


# -------------------------------------------------------------------------------- due soon


@pytest.mark.parametrize(("days", "shown"), [(15, False), (14, True), (0, True), (-3, True)])
def test_what_others_owe_a_product_comes_up_two_weeks_before_its_day(
    days: int, shown: bool
) -> None:
    row = with_measure(measure(due=TODAY + timedelta(days=days)))
    for who in ("mira", "leo"):
        assert (SOON in sections(page(who, row))) is shown
    assert SOON not in sections(page("ines", row))  # it stands under what is hers to do
    assert SOON not in sections(page("jonas", row))
    if shown:
        found = entry("mira", SOON, row)
        assert "Ines has it" in said(found)
        assert button(found).verb == "measure"
        assert button(found).style is Style.PLAIN


def test_what_others_find_out_comes_up_and_leads_into_the_case() -> None:
    row = tracked(underway=Underway(unknowns=(item(), item("mira"))), helpers=("ines",))
    found = entry("mira", SOON, row)
    assert button(found).verb == "see"
    assert len(sections(page("mira", row))[MINE]) == 1


def test_a_launch_comes_up_and_is_late_only_while_nothing_is_cleared() -> None:
    soon, gone = TODAY + timedelta(days=9), TODAY - timedelta(days=2)
    found = entry("mira", SOON, tracked(launch_on=soon))
    assert f"Launch planned for {soon.isoformat()}" in said(found)
    assert SOON not in sections(page("mira", tracked(launch_on=gone)))
    late = entry("mira", SOON, replace(queued(), launch_on=gone))
    assert "2 days ago, and is not cleared yet" in said(late)
    assert late.tone is Tone.ATTENTION
    assert SOON not in sections(page("hana", tracked(launch_on=soon)))
    beside = replace(with_measure(measure(due=TODAY)), participants=("otto",), launch_on=soon)
    assert "Launch planned" in said(entry("otto", SOON, beside))
    withdrawn = tracked(launch_on=soon, phase=Phase.WITHDRAWN, launch_status="withdrawn")
    assert SOON not in sections(page("mira", withdrawn))


def proof(on: date, owner: str | None = "ines") -> Evidence:
    return Evidence(
        UUID(int=80), EvidenceKind.NOTE, "The audit says so. " * 9, "hash", "mira", NOW,
        owner=owner, expires_on=on,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "shown"), [(15, False), (14, True), (-14, True), (-15, False)])
def test_a_proof_is_to_be_renewed_two_weeks_before_its_day_and_for_as_long_after_it(
    days: int, shown: bool
) -> None:
    day = TODAY + timedelta(days=days)
    row = tracked(underway=Underway(proofs=(proof(day),)), helpers=("ines", "jonas"))
    for who in ("ines", "mira"):
        assert (SOON in sections(page(who, row))) is shown
    assert SOON not in sections(page("jonas", row))
    if shown:
        found = entry("mira", SOON, row)
        assert "SAL-1: a proof to renew: The audit says so." in said(found)
        assert "…" in line(found.title)
        assert "Ines has it" in said(found)
        assert "Ines has it" not in said(entry("ines", SOON, row))
        assert day.isoformat() in said(found)
        assert (found.tone is Tone.ATTENTION) is (days < 0)
        assert button(found).verb == "see"


def test_a_proof_that_nobody_was_named_for_is_with_whoever_kept_it() -> None:
    row = tracked(underway=Underway(proofs=(proof(TODAY, owner=None),)))
    assert "has it" not in said(entry("mira", SOON, row))


def test_a_review_comes_up_though_the_case_is_closed() -> None:
    on = TODAY + timedelta(days=2)
    closed = tracked(phase=Phase.CLOSED, underway=Underway(review_on=on))
    assert f"Due on {on.isoformat()}" in said(entry("mira", SOON, closed))
    assert DONE in sections(page("mira", closed))


def test_due_soon_has_the_earliest_day_first() -> None:
    lines = [
        tracked(number, launch_on=TODAY + timedelta(days=day))
        for number, day in ((1, 7), (2, 3), (3, 12))
    ]
    items = sections(page("mira", *lines))[SOON]
    assert [line(each.title)[4:5] for each in items] == ["2", "1", "3"]


# ----------------------------------------------------------------- waiting on others, and done


def test_who_has_the_turn_and_since_when_is_told_in_words() -> None:
    at = NOW + timedelta(days=4)
    waiting = {
        f"Waiting for the human rights team, since {NOW.isoformat()} (4 days)": queued(),
        f"Waiting for Ines, Jonas, since {NOW.isoformat()} (4 days)": tracked(
            underway=Underway(holders=("ines", "jonas"), since=NOW)
        ),
        f"Measures under way, since {NOW.isoformat()} (4 days)": tracked(),
    }
    for how, row in waiting.items():
        assert how in said(
            entry("leo" if row.phase is Phase.TRACKING else "mira", OTHERS, row, at=at)
        )
    draft = tracked(launch_status="draft", phase=Phase.DRAFT, is_draft=True, route=None)
    assert "Waiting for Mira to answer, since" in said(entry("hana", OTHERS, draft))


def test_the_product_side_reads_what_was_promised_and_that_it_is_late() -> None:
    due = pending().first_due_at
    assert f"Promised by {due.isoformat()}" in said(entry("mira", OTHERS, queued()))
    late = entry("mira", OTHERS, queued(), at=due + timedelta(hours=5))
    assert f"Was promised by {due.isoformat()}: 5 hours late" in said(late)


@pytest.mark.parametrize(("days", "how"), [(0, "Next due: {}"), (-1, "Late: was due on {}")])
def test_what_is_due_next_in_a_case_of_others_is_late_once_its_day_is_over(
    days: int, how: str
) -> None:
    day = TODAY + timedelta(days=days)
    assert how.format(day.isoformat()) in said(entry("leo", OTHERS, tracked(due_on=day)))
    eleven = [tracked(number, due_on=day) for number in range(1, MOST + 2)]
    more = line(sections(page("leo", *eleven))[OTHERS][-1].title)
    assert more == ("And 1 more" if days == 0 else "And 1 more, 1 of them late")


def test_a_case_with_the_team_waits_on_others_though_a_part_of_it_is_mine() -> None:
    row = replace(queued(), underway=replace(queued().underway, unknowns=(item("mira"),)))
    assert {MINE, OTHERS} <= set(sections(page("mira", row)))


def test_done_has_the_newest_first_and_is_short() -> None:
    lines = [
        tracked(number, phase=Phase.CLOSED, changed_at=NOW + timedelta(days=number))
        for number in range(1, 9)
    ]
    items = sections(page("mira", *lines))[DONE]
    assert [line(each.title)[4:5] for each in items[:MOST_DONE]] == ["8", "7", "6", "5", "4"]
    assert line(items[-1].title) == "And 3 more"
    withdrawn = tracked(phase=Phase.WITHDRAWN, launch_status="withdrawn")
    assert "Withdrawn on" in said(entry("mira", DONE, withdrawn))


# --------------------------------------------------------------------------- long and empty


def many(count: int, day: date) -> Iterable[Summary]:
    return (with_measure(measure(due=day), number) for number in range(1, count + 1))


def test_a_long_section_says_how_many_more_there_are_and_shows_them_all() -> None:
    for day, how in (
        (TODAY, "And 13 more"),
        (TODAY - timedelta(days=1), "And 13 more, 13 of them late"),
    ):
        lines = tuple(many(23, day))
        items = sections(page("ines", *lines))[MINE]
        assert len(items) == MOST + 1
        assert line(items[-1].title) == how
        more = button(items[-1])
        assert (more.verb, more.args) == ("list", {"section": "mine"})
        whole = page("ines", *lines, section="mine")
        (every,) = sections(whole).values()
        assert len(every) == 23
        assert whole.anew is not None
        assert whole.anew.args == {"section": "mine"}
        assert [each.verb for each in whole.buttons] == ["list"]


def test_a_section_of_ten_says_nothing_of_more() -> None:
    assert len(sections(page("ines", *many(MOST, TODAY)))[MINE]) == MOST


@pytest.mark.parametrize("section", ["nothing", "queue", "mine"])
def test_a_section_that_has_nothing_shows_the_page(section: str) -> None:
    assert page("otto", section=section) == page("otto")
    assert "Nothing waits for you" in words(page("otto", section=section))


def test_no_section_is_shown_empty() -> None:
    for who in PEOPLE:
        card = page(who, queued(), tracked(2), with_measure(measure(), 3))
        assert all(sections(card).values())
        headings = [each for each in card.body if isinstance(each, Heading)]
        assert len(headings) == len(sections(card))


def test_a_page_tells_nothing_of_a_case_that_may_not_be_seen() -> None:
    hidden = (
        replace(queued(), confidentiality=Confidentiality.SEALED),
        replace(queued(2), confidentiality=Confidentiality.RESTRICTED, participants=()),
        replace(with_measure(measure(), 3), confidentiality=Confidentiality.RESTRICTED),
    )
    for who in ("mira", "leo", "ines", "sam", "lara", "otto"):
        assert not sections(page(who, *hidden)), who


def test_of_a_line_as_much_may_be_done_as_of_its_case() -> None:
    case = with_team().case
    for who, profile in PEOPLE.items():
        actor = Actor(who, profile.roles)
        for verb in (Verb.ACKNOWLEDGE, Verb.REPLY_TEAM, Verb.DECIDE, Verb.ADVISE, Verb.SETTLE):
            assert may(actor, verb, summary_of(case)) is may(actor, verb, case), (who, verb)
            over = replace(case, withdrawal=Withdrawal("no market", "mira", NOW))
            assert not may(actor, verb, summary_of(over))


def test_what_has_climbed_to_somebody_is_their_turn_although_the_team_has_it() -> None:
    severe = replace(queued(), told=("executive_sponsor",))
    top = pending(rung=2)
    row = replace(severe, underway=replace(severe.underway, pending=top))
    found = entry("sam", MINE, row, at=top.first_due_at + timedelta(hours=2))
    assert "Has climbed to you, late" in said(found)
    assert "2 hours late" in said(found)
    assert button(found).verb == "see"
    for other in (
        severe,
        replace(row, underway=replace(row.underway, pending=replace(top, stopped_at=NOW))),
    ):
        assert MINE not in sections(page("sam", other))
    assert "climbed to you" not in str(sections(page("mira", row)))


def test_a_voice_that_was_given_is_asked_for_no_more() -> None:
    (role,) = [each for each in pending().policy.decide if each == "product_lead"]
    voice = Voice(role, "pause", "typed", "leo", NOW)
    assert MINE not in sections(page("leo", queued(voices=(voice,))))
