"""What a case owes as it stands: the messages that its turns asked for, under the same keys."""

import pytest

from flows.case import Case, Confidentiality
from flows.casework.owed import owed
from flows.effects import Effect, Notify, ToLaunchChannel, ToPerson, ToRole
from flows.events import ConcernOpened, ConcernRaised, WindowClosed
from flows.step import step
from tests.flows.screening import (
    CASE_ID,
    REFERENCE,
    Screening,
    harmless,
    played,
    told,
    up_to,
    values_for,
)
from tests.worked import raw_cases, the_pack, worked

TEAM = ToRole("human_rights_team")
ROOT = ("root", ToLaunchChannel())


def owes(case: Case) -> list[tuple[str, object]]:
    return told(owed(the_pack(), case))


def asked_for(run: Screening) -> list[Effect]:
    return [effect for effect in run.effects if isinstance(effect, Notify)]


def test_a_draft_owes_its_root_message() -> None:
    assert owes(up_to("G01", "P06").case) == [ROOT]


def test_a_draft_that_alarmed_owes_the_early_notice_too() -> None:
    assert owes(up_to("G02", "P07").case) == [ROOT, ("early", TEAM)]


def test_a_screening_that_was_sent_owes_everybody_whom_it_names() -> None:
    assert owes(played("G02").case) == [
        ROOT, ("submitted", TEAM), ("informed", ToPerson("leo")),
    ]  # fmt: skip
    assert owes(played("G01").case) == [ROOT]


def test_a_restricted_case_owes_the_team_alone() -> None:
    run = up_to("G02", "E03")
    run.answer_as(worked("G02"), other={"E03": "yes"})
    assert run.case.confidentiality is Confidentiality.RESTRICTED
    assert owes(run.case) == [ROOT, ("early", TEAM)]
    run.submit()
    assert owes(run.case) == [ROOT, ("submitted", TEAM)]


def test_a_sealed_case_owes_its_one_message_and_no_root() -> None:
    opened = ConcernOpened(CASE_ID, REFERENCE, ConcernRaised("SAL-7", "mira"))
    turn = step(the_pack(), None, opened, Screening().context("mira"))
    assert owed(the_pack(), turn.case) == turn.effects
    (message,) = owed(the_pack(), turn.case)
    assert (message.view, message.audience, message.sealed) == ("concern", TEAM, True)


@pytest.mark.parametrize("id", sorted(raw_cases()))
def test_what_is_owed_was_asked_for_already(id: str) -> None:
    """Each under the key that it had, so that owing it again is no second message."""
    run = played(id)
    once = asked_for(run)
    assert all(message in once for message in owed(the_pack(), run.case))


# A window that was closed unsent.


def closed(run: Screening, by: str = "mira") -> list[Notify]:
    """Close a window and return what is owed by it; nothing else may come of it."""
    before = run.case
    turn = run.branch().happens(WindowClosed(), by)
    assert (turn.case, turn.replies, turn.journal) == (before, (), ())
    return [effect for effect in turn.effects if isinstance(effect, Notify)]


def test_a_window_closed_unsent_is_told_to_whoever_closed_it() -> None:
    run = up_to("G01", "P06")
    (message,) = closed(run)
    assert (message.audience, message.view) == (ToPerson("mira"), "closed")
    assert dict(message.args) == {"case": str(CASE_ID)}
    (other,) = closed(run, by="leo")
    assert other.audience == ToPerson("leo")
    assert other.key != message.key


def test_windows_closed_one_after_another_are_told_once_as_the_case_stands() -> None:
    run = up_to("G01", "P06")
    keys = [closed(run)[0].key for _ in range(3)]
    assert len(set(keys)) == 1
    run.send(values_for(run.form, worked("G01")))
    assert closed(run)[0].key not in keys


def test_a_window_of_a_screening_that_was_sent_is_closed_without_a_word() -> None:
    run = harmless()
    assert closed(run)
    run.submit()
    assert closed(run) == []
