"""What an answer sets off at once: an early notice, a closer class, a private case."""

import pytest

from flows.cards import Value
from flows.case import Case, Confidentiality
from flows.effects import Notify, Open, Refresh, ToRole
from flows.events import CaseOpened, ConcernOpened, ConcernRaised, PageRef
from flows.people.context import Context
from flows.people.profile import Actor
from flows.step import step
from tests.flows.screening import (
    CASE_ID,
    PEOPLE,
    PRODUCT_SIDE,
    REFERENCE,
    Screening,
    given,
    harmless,
    played,
    told,
    up_to,
    values_for,
    words,
)
from tests.worked import raw_cases, the_pack, worked

TEAM = ToRole("human_rights_team")


def steps_done_at_notice(id: str) -> tuple[str, ...]:
    """Return the questions of the page whose sending set off the early notice."""
    run = played(id)
    before = run.turns[0][2]
    for _, _, turn in run.turns[1:]:
        if told(turn.effects) == [("early", TEAM)]:
            form = before.replies[0]
            return tuple(one.id for one in form.fields)  # type: ignore[union-attr]
        before = turn
    return ()


def test_early_notice_tells_the_team_and_tells_the_person_why() -> None:
    run = up_to("G02", "P07")
    assert told(run.turn.effects) == [("early", TEAM)]
    (entry,) = [one for one in run.turn.journal if one.action == "early_notice"]
    assert entry.details == {"rules": "ER01"}
    assert run.case.round.early_rules == ("ER01",)
    assert run.case.launch_status == "hold"
    assert run.case.is_draft
    said = words(run.form)
    assert "The human rights team has been told early about SAL-1" in said
    assert the_pack().rule["ER01"].say in said


def test_early_notice_comes_once_in_a_round() -> None:
    for id in raw_cases():
        run = played(id)
        early = [one for one in told(run.effects) if one[0] == "early"]
        assert len(early) == len({one.key for one in run.effects if isinstance(one, Notify)
                                  and one.view == "early"}) <= 1  # fmt: skip


def test_early_notice_waits_for_the_end_of_a_stage() -> None:
    """Rules of the gates are tested once the modules are done (`after_steps` of the pack)."""
    run = up_to("G05", "R02")
    assert run.case.round.early_rules
    assert run.case.round.early_rules == tuple(sorted(run.case.round.early_rules))
    assert "ER03" in run.case.round.early_rules
    at = steps_done_at_notice("G05")
    last_of_modules = max(
        (q.id for m in ("A", "V", "H") for q in the_pack().module[m].questions if given(run, q.id)),
        key=the_pack().place.__getitem__,
    )
    assert last_of_modules in at


def test_early_notice_of_one_who_leaves_is_told_too() -> None:
    run = up_to("G02", "M01", "RK18")
    agreed: dict[str, Value] = {
        "M01": ("MT10",),
        "M02": "leo",
        "M03": "2026-04-01",
        "M05": "Fewer fields kept",
    }
    run.send({**values_for(run.form, worked("G02")), **agreed}, intent="leave")
    assert told(run.turn.effects) == [("early", TEAM)]
    assert the_pack().rule["ER01"].say in words(run.notice)
    assert "Nobody else was told" not in words(run.notice)
    run.do("resume")
    assert run.page == PageRef("P07")


def test_early_notice_stays_when_the_answer_is_taken_back() -> None:
    run = up_to("G02", "P07")
    for risk in ("RK07", "RK18"):
        run.open("R01", risk)
        run.send({"R01": "not_applicable", "R01.note": "No."})
        run.press(run.form.submit, {"R01": "not_applicable", "R01.note": "No."})
    assert run.case.round.early_rules == ("ER01",)
    assert run.case.launch_status == "hold"
    assert not told(run.turn.effects)


def test_harmless_product_alarms_nobody() -> None:
    run = played("G01")
    assert told(run.effects) == [("root", run.effects[0].audience)]  # type: ignore[union-attr]


# Danger for whoever speaks.


def to_danger() -> Screening:
    """Mira began; Leo has the page that asks whether anyone could be in danger."""
    return up_to("G02", "E03")


@pytest.mark.parametrize("danger", ["yes", "unsure"])
def test_danger_closes_the_case_at_once_and_names_only_who_answers(danger: str) -> None:
    run = to_danger()
    assert run.case.participants == ("mira",)
    run.send({"E03": danger, "E04": "no"}, by="leo")
    assert run.case.confidentiality is Confidentiality.RESTRICTED
    assert run.case.participants == ("leo",)
    assert run.case.owner == "mira"
    actions = [one.action for one in run.turn.journal]
    assert actions == ["page_answered", "class_changed"]
    assert any(isinstance(one, Refresh) for one in run.turn.effects)
    assert run.page == PageRef("Y01")


def test_no_danger_leaves_the_case_open() -> None:
    run = to_danger()
    run.send({"E03": "no", "E04": "no"}, by="leo")
    assert run.case.confidentiality is Confidentiality.OPEN
    assert run.case.participants == ("mira", "leo")


def test_who_is_not_named_reads_what_a_stranger_reads() -> None:
    run = to_danger()
    before = run.branch()
    before.do("see", by="otto")
    run.send({"E03": "yes", "E04": "no"}, by="leo")
    for verb in ("see", "resume", "review", "submit"):
        for person in ("mira", "ines", "lena", "sam", "otto"):
            run.do(verb, by=person)
            assert run.turn.replies == before.turn.replies
            assert [one.action for one in run.turn.journal] == ["refused"]
            assert not run.turn.effects
    for person in ("leo", "hana", "jonas"):
        run.do("see", by=person)
        assert run.card.view == "draft"


def test_case_never_opens_again_by_itself() -> None:
    run = to_danger()
    run.send({"E03": "yes", "E04": "no"}, by="leo")
    run.open("E03", by="leo")
    run.send({"E03": "no", "E04": "no"}, by="leo")
    assert given(run, "E03") == ("no",)
    assert run.case.confidentiality is Confidentiality.RESTRICTED


def test_reading_a_closed_case_is_noted() -> None:
    run = to_danger()
    run.do("see", by="hana")
    assert not run.turn.journal
    run.do("resume")
    run.send({"E03": "yes", "E04": "no"}, by="leo")
    for verb, person in (("see", "hana"), ("resume", "leo"), ("review", "leo")):
        run.do(verb, by=person)
        assert [one.action for one in run.turn.journal] == ["read"]


def test_nobody_but_the_team_is_told_of_a_closed_case() -> None:
    run = to_danger()
    run.send({"E03": "yes", "E04": "no"}, by="leo")
    run.answer_as(worked("G02"), by="leo")
    assert "These are told: Human rights team." in words(run.card)
    run.submit(by="leo")
    assert told(run.turn.effects) == [("submitted", TEAM)]
    assert run.case.told == ("human_rights_team",)


def test_danger_taken_back_still_tells_only_who_may_open_the_case() -> None:
    """The rule that holds the others back no longer fires, but the class stays closed."""
    run = to_danger()
    run.send({"E03": "yes", "E04": "no"}, by="mira")
    run.open("E03")
    run.send({"E03": "no", "E04": "no"})
    run.answer_as(worked("G02"))
    assert "These are told: Human rights team." in words(run.card)
    run.submit()
    assert run.case.told == ("human_rights_team",)
    assert "Told: Human rights team." in words(run.card)


# A private word to the team.


def closing(answer: str, product: str = "G02", by: str = "mira") -> Screening:
    run = up_to(product, "Z01")
    run.send({"Z01": answer}, by=by)
    return run


@pytest.mark.parametrize("product", ["G01", "G02", "G09"])
def test_private_wish_leaves_everything_as_no_concern_does_but_for_one_sealed_case(
    product: str,
) -> None:
    """ES7: status, counts and words stay as if nobody had written."""
    private, none = closing("confidential", product), closing("no_concern", product)
    assert given(private, "Z01") == ("answered",)

    def same() -> None:
        assert private.case == none.case
        assert private.turn.replies == none.turn.replies
        assert private.turn.journal == none.turn.journal

    same()
    (opened,) = [one for one in private.turn.effects if isinstance(one, Open)]
    assert opened.event == ConcernRaised(REFERENCE, "mira")
    assert [one for one in private.turn.effects if one != opened] == list(none.turn.effects)
    for verb, person in (
        ("resume", "mira"), ("review", "leo"), ("see", "hana"), ("see", "otto"),
        ("submit", "mira"), ("see", "mira"), ("see", "leo"), ("see", "hana"),
        ("smallest_change", "hana"),
    ):  # fmt: skip
        for run in (private, none):
            if verb == "submit":
                run.do("review")
                run.submit()
            else:
                run.do(verb, by=person)
        same()
        assert private.turn.effects == none.turn.effects


def test_private_wish_shows_as_no_concern_to_whoever_comes_back() -> None:
    for answer in ("confidential", "no_concern"):
        run = closing(answer)
        run.open("Z01", by="leo")
        assert run.form.fields[0].value == ("no_concern",)
        run.do("review")
        assert "No, that is all" in words(run.card)
        assert "privately" not in words(run.card)


def test_sending_the_page_again_opens_no_second_case() -> None:
    run = closing("confidential")
    run.open("Z01")
    run.send({"Z01": run.form.fields[0].value or ""})
    assert not any(isinstance(one, Open) for one in run.turn.effects)


def test_wish_for_a_look_is_no_secret() -> None:
    run = closing("want_review", "G01")
    assert given(run, "Z01") == ("want_review",)
    assert not run.turn.effects
    run.submit()
    assert run.case.launch_status == "pending_review"


def test_private_wish_after_sending_is_heard_and_changes_nothing() -> None:
    runs = []
    for answer in ("confidential", "no_concern"):
        run = up_to("G01", "Z01")
        drawn = run.form
        run.send({"Z01": "no_concern"}, by="leo")
        run.submit(by="leo")
        run.send({"Z01": answer}, form=drawn)
        runs.append(run)
    private, none = runs
    assert private.case == none.case
    assert private.turn.replies == none.turn.replies
    assert [type(one) for one in private.turn.effects] == [Open]
    assert none.turn.effects == ()


def sealed() -> Case:
    event = ConcernOpened(CASE_ID, "SAL-k7w2pq", ConcernRaised(REFERENCE, "mira"))
    turn = step(the_pack(), None, event, Screening().context("mira"))
    assert turn.replies == ()
    (told_of,) = turn.effects
    assert isinstance(told_of, Notify)
    assert told_of.sealed
    assert told_of.audience == TEAM
    assert [one.action for one in turn.journal] == ["concern_opened"]
    return turn.case


def test_sealed_case_is_for_the_team_alone() -> None:
    run = Screening(present=sealed())
    for person in (*PRODUCT_SIDE, "sam", "lara"):
        for verb in ("see", "resume", "review", "submit", "smallest_change"):
            run.do(verb, by=person)
            assert "There is no case of that number" in words(run.notice)
    for person in ("hana", "jonas"):
        run.do("see", by=person)
        assert run.card.view == "concern_case"
        assert REFERENCE in words(run.card)
        assert "Mira" in words(run.card)
        assert [one.action for one in run.turn.journal] == ["read"]
        for verb in ("resume", "smallest_change"):
            run.do(verb, by=person)
            assert "stays with the human rights team alone" in words(run.notice)
    assert run.case.launch_status == "concern"
    assert run.case.told == ()
    assert not run.case.is_draft


def test_person_whom_nobody_knows_is_named_by_their_id() -> None:
    case = sealed()
    context = Context(Screening().now, Actor("hana", PEOPLE["hana"].roles), {})
    turn = step(the_pack(), case, CaseOpened(), context)
    assert "mira" in words(turn.replies[0])


def test_every_alarm_is_keyed_so_that_it_exists_once() -> None:
    for id in raw_cases():
        keys = [one.key for one in played(id).effects if isinstance(one, Notify | Refresh)]
        assert len(keys) == len(set(keys))


def test_harmless_screening_needs_no_private_wish() -> None:
    assert not any(isinstance(one, Open) for one in harmless().effects)
