"""Between people and a case: who may see it, withdrawing, owning, following, not reached."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.case import Case, Confidentiality, Measure, MeasureState, Phase, Stage
from flows.casework.owed import owed
from flows.casework.telling import taking_part
from flows.effects import Notify, Open, Refresh, ToLaunchChannel, ToPerson, ToRole
from flows.events import (
    Acknowledged,
    Answered,
    ClassChanged,
    ConcernOpened,
    ConcernRaised,
    Event,
    Followed,
    FormOpened,
    LoadHandedOn,
    OutcomeChosen,
    OwnerChanged,
    PageRef,
    PeopleNamed,
    RoleUnreached,
    Submitted,
    Withdrawn,
)
from flows.people.authority import TEAM, Verb, may
from flows.people.profile import SALIENT, Actor
from flows.step import step
from flows.views.messages import MESSAGES, draw_message
from flows.views.viewer import Viewer
from tests.flows.escalating import decided, newcomer, offered, opens, sends, with_team
from tests.flows.screening import (
    CASE_ID,
    NOW,
    Screening,
    line,
    played,
    told,
    up_to,
    values_for,
    words,
)
from tests.worked import the_pack, worked

OPEN, RESTRICTED, SEALED = Confidentiality
WHY = "A witness may be in danger."
NO_MARKET = "There is no market for it."


def classifies(run: Screening, kind: str, *named: str, by: str = "hana", why: str = WHY) -> None:
    opens(run, "classify", by)
    sends(run, {"confidentiality": kind, "named": named, "reason": why}, by)


def restricted(*named: str) -> Screening:
    run = with_team()
    classifies(run, "restricted", *(named or ("mira", "leo")))
    return run


def withdrawn(run: Screening | None = None) -> Screening:
    run = run or with_team()
    opens(run, "withdraw", "mira")
    sends(run, {"reason": NO_MARKET}, "mira")
    return run


def sees(run: Screening, person: str) -> bool:
    return may(Actor(person, run.people[person].roles), Verb.SEE, run.case)


def errors(run: Screening) -> set[str]:
    return set(run.errors)


def refreshed(run: Screening) -> set[str]:
    return {one.view for one in run.turn.effects if isinstance(one, Refresh)}


# ------------------------------------------------------------------------------- the class


def test_the_team_restricts_a_case_and_only_who_is_named_sees_it() -> None:
    run = with_team()
    form = opens(run, "classify", "jonas")
    assert {one.id: one.value for one in form.fields}["named"] == ("mira",)
    sends(run, {"confidentiality": "restricted", "named": ("mira", "ines"), "reason": WHY}, "jonas")
    case = run.case
    assert (case.confidentiality, case.participants) == (RESTRICTED, ("mira", "ines"))
    assert [who for who in run.people if sees(run, who)] == ["mira", "ines", "hana", "jonas"]
    assert told(run.turn.effects) == [
        ("named", ToPerson("ines")), ("class_changed", ToRole("human_rights_team")),
    ]  # fmt: skip
    assert refreshed(run) == {"root", "early", "submitted", "informed"}
    assert run.turn.journal[0].details == {"before": "open", "class": "restricted"}
    assert WHY not in str(run.turn.journal)


def test_the_reason_of_a_class_is_for_the_team_alone() -> None:
    run = restricted()
    assert "classify" in offered(run, "jonas")
    assert f"by Hana: {WHY}" in words(run.reply)
    assert "(Mira, Leo)" in words(run.reply)
    assert "classify" not in offered(run, "mira")
    assert WHY not in words(run.reply)
    for view in MESSAGES:
        for reader in ("hana", "mira"):
            viewer = Viewer(the_pack(), run.context(reader))
            assert WHY not in words(draw_message(viewer, view, run.case, {}))


def test_the_team_seals_a_running_case_and_opens_it_again() -> None:
    run = restricted("mira")
    classifies(run, "sealed")
    assert run.case.confidentiality is SEALED
    assert not sees(run, "mira")
    assert told(run.turn.effects) == [("class_changed", ToRole("human_rights_team"))]
    assert all(one.sealed for one in run.turn.effects if isinstance(one, Notify))
    viewer = Viewer(the_pack(), run.context("hana"))
    root = words(draw_message(viewer, "root", run.case, {}))
    assert root == words(draw_message(viewer, "root", restricted().case, {}))
    assert "mira" in run.case.participants, "who is named is kept, for when it opens again"
    classifies(run, "open")
    assert told(run.turn.effects) == [
        ("named", ToPerson("mira")), ("named", ToPerson("leo")),
        ("class_changed", ToRole("human_rights_team")),
    ]  # fmt: skip


def test_what_could_not_be_asked_of_a_closed_case_is_asked_when_it_opens() -> None:
    run = with_team("G05")
    assert ("advice_wanted", ToRole("legal")) in told(run.effects)
    classifies(run, "restricted", "mira")
    assert "advice_wanted" not in dict(told(run.turn.effects))
    classifies(run, "open")
    assert ("advice_wanted", ToRole("legal")) in told(run.turn.effects)


def test_a_case_that_its_answers_closed_says_so_and_makes_open_forms_stale() -> None:
    run = up_to("G02", "E03")
    classify = opens(run, "classify", "hana")
    run.open("E03")
    run.send({**values_for(run.form, worked("G02")), "E03": "yes"})
    assert run.case.confidentiality is RESTRICTED
    run.press(classify.submit, {"confidentiality": "open", "reason": WHY}, by="hana")
    assert run.case.confidentiality is RESTRICTED
    assert "Nothing was overwritten" in words(run.form)
    run.do("see", by="hana")
    assert "by the answers given" in words(run.reply)


def test_what_the_team_opened_stays_open_until_something_new_is_answered() -> None:
    run = up_to("G02", "E03")
    run.open("E03")
    run.send({**values_for(run.form, worked("G02")), "E03": "yes"})
    assert run.case.confidentiality is RESTRICTED
    classifies(run, "open")
    run.do("resume")
    run.send(values_for(run.form, worked("G02")))
    assert run.case.confidentiality is OPEN
    for answer, expected in (("no", OPEN), ("yes", RESTRICTED)):
        run.open("E03")
        run.send({**values_for(run.form, worked("G02")), "E03": answer})
        assert run.case.confidentiality is expected


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, {"confidentiality", "reason"}),
        ({"confidentiality": "secret", "reason": WHY}, {"confidentiality"}),
        ({"confidentiality": "restricted", "reason": WHY}, {"named"}),
        ({"confidentiality": "restricted", "named": ("eve",), "reason": WHY}, {"named"}),
        ({"confidentiality": "restricted", "named": "mira"}, {"reason"}),
    ],
)
def test_what_is_missing_for_a_class_is_said_at_its_field(
    values: Mapping[str, str], wrong: set[str]
) -> None:
    run = with_team()
    opens(run, "classify", "hana")
    before = run.case
    sends(run, values, "hana")
    assert errors(run) == wrong
    assert run.case == before


def test_the_same_class_again_changes_nothing_and_tells_nobody() -> None:
    run = restricted()
    for by in ("hana", "jonas"):
        before = run.case
        classifies(run, "restricted", "leo", "mira", by=by)
        assert run.case == before
        assert run.turn.effects == ()
        assert "is like that already" in words(run.notice)
    form = opens(run, "name_people", "hana")
    sends(run, {"named": ("leo", "mira")}, "hana")
    assert "is like that already" in words(run.notice)
    assert form.fields[0].value == ("mira", "leo")


def test_people_are_named_on_a_restricted_case_and_each_new_one_is_told() -> None:
    run = restricted("mira")
    assert "name_people" not in offered(run, "mira")
    form = opens(run, "name_people", "hana")
    sends(run, {"named": ()}, "hana")
    assert errors(run) == {"named"}
    sends(run, {"named": ("mira", "otto", "otto")}, "hana")
    assert run.case.participants == ("mira", "otto")
    assert told(run.turn.effects) == [
        ("named", ToPerson("otto")), ("class_changed", ToRole("human_rights_team")),
    ]  # fmt: skip
    title = draw_message(Viewer(the_pack(), run.context("otto")), "named", run.case, {}).title
    assert line(title) == "You can open SAL-1 now"
    run.press(form.submit, {"named": ("mira",)}, by="jonas")
    assert "Nothing was overwritten" in words(run.form)
    assert "otto" in run.case.participants
    opens(run, "name_people", "hana")
    sends(run, {"named": ("otto",)}, "hana")
    assert told(run.turn.effects) == [("class_changed", ToRole("human_rights_team"))], (
        "whoever loses sight of it is not told"
    )


def test_nobody_is_named_on_a_case_that_is_not_restricted() -> None:
    run = with_team()
    assert "name_people" not in offered(run, "hana")
    for event in (FormOpened("name_people"), PeopleNamed(0, {"named": ("otto",)})):
        run.happens(event, by="hana")
        assert "named on a restricted case only" in words(run.notice)
    assert run.turn.effects == ()


# ---------------------------------------------------------------------------- withdrawing


def test_the_owner_withdraws_and_everybody_who_took_part_hears_it() -> None:
    run = with_team()
    form = opens(run, "withdraw", "mira")
    assert "and: Human rights team" in line(form.submit.confirm or ())
    sends(run, {"reason": "no"}, "mira")
    assert errors(run) == {"reason"}
    run.now += timedelta(hours=1)
    sends(run, {"reason": NO_MARKET}, "mira")
    case = run.case
    assert (case.phase, case.launch_status, case.since) == (Phase.WITHDRAWN, "withdrawn", run.now)
    assert case.pending is None
    assert told(run.turn.effects) == [
        ("withdrawn", ToPerson("leo")), ("withdrawn", ToRole("human_rights_team")),
    ]  # fmt: skip
    assert refreshed(run) == {"root", "early", "submitted", "informed"}
    for by in ("mira", "hana", "leo"):
        run.do("see", by=by)
        assert f"Withdrawn by Mira on {run.now.isoformat()}" in words(run.reply)
        assert NO_MARKET in words(run.reply)
    viewer = Viewer(the_pack(), run.context("hana"))
    for view in MESSAGES:
        assert NO_MARKET not in words(draw_message(viewer, view, case, {}))
    assert "Decision by" not in words(draw_message(viewer, "submitted", case, {}))


def test_whoever_comes_late_to_a_withdrawn_case_hears_by_whom_and_when() -> None:
    run = with_team()
    withdrawn(run)
    before = run.case
    events: tuple[Event, ...] = (
        Acknowledged(0), OutcomeChosen(0, {"outcome": "proceed"}), FormOpened("outcome"),
        FormOpened("ask_team"), Submitted(0), Withdrawn({"reason": NO_MARKET}),
    )  # fmt: skip
    for event in events:
        run.happens(event, by="mira" if isinstance(event, Submitted | Withdrawn) else "hana")
        assert "was withdrawn by Mira on" in words(run.notice), event
    assert run.case == before
    shown = {name for by in ("hana", "mira") for name in offered(run, by)}
    assert shown == {
        "classify", "change_owner", "follow", "list", "smallest_change", "see", "measure",
        "incident_on",
    }  # fmt: skip


def test_a_draft_that_is_withdrawn_is_answered_no_more() -> None:
    run = up_to("G01", "P06")
    drawn = run.form
    withdrawn(run)
    assert not run.case.is_draft
    before = run.case
    run.send(values_for(drawn, worked("G01")), form=drawn)
    assert run.case == before
    assert "was withdrawn by Mira" in words(run.notice)
    run.do("see", by="hana")
    assert "the launch is not pursued" in words(run.card)
    assert "resume" not in offered(run, "mira")
    page = PageRef.read(drawn.submit.args["page"])
    run.happens(Answered(page, 0, {}), by="otto")
    assert "There is no case of that number" in words(run.notice)


def test_what_somebody_says_in_private_on_a_withdrawn_case_is_heard_all_the_same() -> None:
    run = up_to("RV08", "Z01")
    drawn = run.form
    withdrawn(run)
    run.send(values_for(drawn, worked("RV08")), form=drawn)
    (raised,) = run.turn.effects
    assert isinstance(raised, Open)
    assert "was withdrawn by Mira" in words(run.notice)


def test_a_decided_case_can_be_withdrawn_and_its_decision_stays() -> None:
    run = withdrawn(decided())
    newest = run.case.escalation
    assert newest is not None
    assert newest.decision is not None
    assert newest.superseded_at is None
    assert "decide_again" not in offered(run, "hana")
    run.happens(FormOpened("decide_again"), by="hana")
    assert "was withdrawn by Mira" in words(run.notice)


def test_only_the_owner_withdraws() -> None:
    run = with_team()
    before = run.case
    for by in ("leo", "hana"):
        for event in (FormOpened("withdraw"), Withdrawn({"reason": NO_MARKET})):
            run.happens(event, by=by)
            assert "Only the owner of the case can withdraw it" in words(run.notice)
    assert run.case == before


# ------------------------------------------------------------------------------ the owner


def test_another_owner_is_named_and_both_hear_it() -> None:
    run = with_team()
    form = opens(run, "change_owner", "leo")
    assert "They and Mira are told" in line(form.submit.confirm or ())
    sends(run, {"new_owner": "otto"}, "leo")
    assert (run.case.owner, run.case.participants) == ("otto", ("mira",))
    assert told(run.turn.effects) == [
        ("owner_now", ToPerson("otto")), ("owner_before", ToPerson("mira")),
    ]  # fmt: skip
    assert {"otto", "mira"} <= set(taking_part(run.case))
    run.press(form.submit, {"new_owner": "otto"}, by="leo")
    assert "They own SAL-1 already" in words(run.notice)
    run.press(form.submit, {"new_owner": "ines"}, by="leo")
    assert "Somebody else became the owner" in words(run.form)
    assert run.case.owner == "otto"


@pytest.mark.parametrize("owner", ["", "eve"])
def test_an_owner_must_be_somebody_who_is_here(owner: str) -> None:
    run = with_team()
    opens(run, "change_owner", "hana")
    sends(run, {"new_owner": owner}, "hana")
    assert errors(run) == {"new_owner"}
    assert run.case.owner == "mira"


def test_only_the_team_lets_a_new_owner_see_a_restricted_case() -> None:
    run = restricted()
    opens(run, "change_owner", "leo")
    sends(run, {"new_owner": "otto"}, "leo")
    assert errors(run) == {"new_owner"}
    assert run.case.owner == "mira"
    opens(run, "change_owner", "leo")
    sends(run, {"new_owner": "leo"}, "leo")
    assert (run.case.owner, run.case.participants) == ("leo", ("mira", "leo"))
    opens(run, "change_owner", "hana")
    sends(run, {"new_owner": "otto"}, "hana")
    assert (run.case.owner, run.case.participants) == ("otto", ("mira", "leo", "otto"))
    assert ("owner_now", ToPerson("otto")) in told(run.turn.effects)


def test_the_owner_of_a_sealed_case_changes_and_nobody_outside_hears() -> None:
    run = with_team()
    classifies(run, "sealed")
    opens(run, "change_owner", "hana")
    sends(run, {"new_owner": "otto"}, "hana")
    assert run.case.owner == "otto"
    assert told(run.turn.effects) == []


def test_a_new_owner_verifies_none_of_the_measures_of_the_case() -> None:
    run = with_team()
    stage = Stage(MeasureState.PLANNED, "mira", NOW)
    one = Measure(CASE_ID, "MT01", "", (), "suggested", 1, (stage,), "ines", verifier="jonas")
    run.present = replace(run.case, measures=(one,))
    opens(run, "change_owner", "hana")
    sends(run, {"new_owner": "jonas"}, "hana")
    assert run.case.measures[0].verifier == "hana"


def test_a_stranger_names_no_owner() -> None:
    run = with_team()
    run.happens(OwnerChanged("mira", {"new_owner": "otto"}), by="otto")
    assert "There is no case of that number" in words(run.notice)
    run.happens(FormOpened("change_owner"), by="otto")
    assert "There is no case of that number" in words(run.notice)
    assert run.case.owner == "mira"


# ------------------------------------------------------------------------------ following


def test_whoever_took_part_keeps_hearing_until_they_leave_and_others_follow() -> None:
    run = with_team()
    assert taking_part(run.case) == ("mira", "leo")
    button = offered(run, "leo")["follow"]
    assert line(button.label) == "Do not tell me any more"
    run.press(button, by="leo")
    assert taking_part(run.case) == ("mira",)
    run.press(button, by="leo")
    assert run.case.following.left == ("leo",)
    again = offered(run, "leo")["follow"]
    assert line(again.label) == "Follow"
    run.press(again, by="leo")
    assert taking_part(run.case) == ("mira", "leo")
    run.press(offered(run, "jonas")["follow"], by="jonas")
    assert taking_part(run.case) == ("mira", "leo", "jonas")
    run.press(offered(run, "jonas")["follow"], by="jonas")
    assert taking_part(run.case) == ("mira", "leo")
    assert run.turn.effects == ()


def test_an_owner_cannot_leave_and_is_told_so() -> None:
    run = with_team()
    assert "follow" not in offered(run, "mira")
    before = run.case
    run.happens(Followed(hears=False), by="mira")
    assert "you keep hearing of it" in words(run.notice)
    assert run.case == before


def test_whoever_left_and_owns_the_case_later_hears_of_it_again() -> None:
    run = with_team()
    run.press(offered(run, "leo")["follow"], by="leo")
    opens(run, "change_owner", "hana")
    sends(run, {"new_owner": "leo"}, "hana")
    assert ("owner_now", ToPerson("leo")) in told(run.turn.effects)
    assert "leo" in taking_part(run.case)
    assert run.case.following.left == ()


def test_whoever_may_not_open_a_case_cannot_follow_it() -> None:
    run = restricted("mira")
    run.happens(Followed(hears=True), by="leo")
    assert "There is no case of that number" in words(run.notice)
    assert run.case.following.followers == ()


# ---------------------------------------------------------------------------- not reached


def test_a_role_that_was_not_reached_stands_on_the_card_of_the_team() -> None:
    run = with_team()
    run.happens(RoleUnreached("legal", ("human_rights_team", "otto")), by=SALIENT)
    assert run.turn.replies == ()
    assert [entry.action for entry in run.turn.journal] == ["role_unreached"]
    run.happens(RoleUnreached("legal", ("human_rights_team", "otto")), by=SALIENT)
    assert [one.role for one in run.case.unreached] == ["legal"]
    run.happens(RoleUnreached("legal"), by=SALIENT)
    run.happens(RoleUnreached("executive_sponsor"), by=SALIENT)
    assert [one.role for one in run.case.unreached] == ["legal", "legal", "executive_sponsor"]
    run.do("see", by="jonas")
    assert "Told instead: Human rights team, Otto." in words(run.reply)
    assert "Nobody could be told instead" in words(run.reply)
    run.do("see", by="mira")
    assert "Told instead" not in words(run.reply)


@pytest.mark.parametrize("by", ["mira", "hana"])
def test_nobody_says_that_a_role_was_not_reached_but_salient(by: str) -> None:
    run = with_team()
    before = run.case
    run.happens(RoleUnreached("legal"), by=by)
    assert run.case == before
    assert "There is no case of that number" in words(run.notice)


# ------------------------------------------------------------------------ nobody outside

CLOSING: Mapping[str, tuple[Event, str]] = {
    "restricted": (ClassChanged(1, {"confidentiality": "restricted", "named": ("mira", "otto"),
                                    "reason": WHY}), "hana"),
    "sealed": (ClassChanged(1, {"confidentiality": "sealed", "reason": WHY}), "hana"),
    "named": (PeopleNamed(1, {"named": ("mira", "otto")}), "hana"),
    "withdrawn": (Withdrawn({"reason": NO_MARKET}), "mira"),
    "owner": (OwnerChanged("mira", {"new_owner": "leo"}), "hana"),
    "followed": (Followed(hears=True), "hana"),
    "load": (LoadHandedOn("mira", "otto"), SALIENT),
    "unreached": (RoleUnreached("legal", ("otto",)), SALIENT),
}  # fmt: skip
"""Everything that can happen between people and a case, by somebody who may do it."""


@pytest.mark.parametrize("kind", ["restricted", "sealed"])
@pytest.mark.parametrize("name", CLOSING)
def test_of_a_case_that_is_not_open_nobody_outside_is_told(name: str, kind: str) -> None:
    for id in ("G02", "G05"):
        run = newcomer(with_team(id), "ada", "admin")
        run.present = replace(run.case, following=replace(run.case.following, followers=("lara",)))
        classifies(run, kind, "mira")
        event, by = CLOSING[name]
        run.happens(event, by)
        for effect in run.turn.effects:
            if isinstance(effect, Notify):
                assert _may_hear(run, run.case, effect), effect
                assert effect.sealed is (run.case.confidentiality is SEALED)
        for message in owed(the_pack(), run.case):
            is_root = message.view == "root" and run.case.confidentiality is RESTRICTED
            assert is_root or _may_hear(run, run.case, message), message


def _may_hear(run: Screening, case: Case, effect: Notify) -> bool:
    match effect.audience:
        case ToRole(role):
            return role in TEAM
        case ToPerson(person):
            return may(Actor(person, run.people[person].roles), Verb.SEE, case)
        case ToLaunchChannel():
            return False


def test_copies_outside_the_team_of_a_closed_case_are_not_edited_when_it_moves() -> None:
    run = restricted()
    run.press(offered(run, "hana")["acknowledge"], by="hana")
    assert refreshed(run) == {"early", "submitted"}


def test_what_was_told_in_confidence_has_no_class_owner_or_followers() -> None:
    raised = ConcernRaised("SAL-1", "otto", "words")
    opened = ConcernOpened(CASE_ID, "SAL-x7k2mp", raised)
    run = Screening()
    run.present = step(the_pack(), None, opened, run.context("otto")).case
    before = run.case
    events: tuple[Event, ...] = (
        ClassChanged(0, {"confidentiality": "open", "reason": WHY}), PeopleNamed(0),
        OwnerChanged("", {"new_owner": "otto"}), Followed(hears=True), FormOpened("classify"),
        FormOpened("name_people"), FormOpened("change_owner"),
    )  # fmt: skip
    for event in events:
        run.happens(event, by="hana")
        assert "stays with the human rights team alone" in words(run.notice)
    run.happens(FormOpened("withdraw"), by="hana")
    assert run.case == before
    for event in events:
        run.happens(event, by="mira")
        assert "There is no case of that number" in words(run.notice)


def test_a_harmless_case_is_withdrawn_too() -> None:
    run = withdrawn(played("G01"))
    assert run.case.phase is Phase.WITHDRAWN
    assert ("withdrawn", ToRole("human_rights_team")) in told(run.turn.effects)
