"""Somebody leaves: what an admin may know of what they hold, and where all of it goes."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.acts import Act, event_of
from flows.cards import Card, Form, Notice, Reply, Value
from flows.case import Case, Confidentiality
from flows.casework.organisation.leaving import Left, hand_over, leaver_of, without
from flows.effects import ToPerson
from flows.events import LeaverAsked, LeaverSent
from flows.people.context import Context
from flows.people.organisation import Organisation
from flows.people.profile import Actor, Profile
from tests.flows.people.test_holdings import laden
from tests.flows.screening import NOW, PEOPLE, line, told, words
from tests.worked import the_pack

EVERYBODY: Mapping[str, Profile] = {
    **PEOPLE,
    "ada": Profile("Ada", roles=frozenset({"admin"})),
    "eve": Profile("Eve", gone=True),
}
SET = Organisation(
    revision=3,
    holders={"admin": ("ada",), "legal": ("lara", "mira"), "auditor": ("mira", "otto")},
    backups={"legal": ("otto",), "support_lead": ("mira", "otto"), "sales_lead": ("sam",)},
)


def does(
    event: LeaverAsked | LeaverSent,
    *cases: Case,
    by: str = "ada",
    organisation: Organisation = SET,
) -> Left:
    context = Context(NOW, Actor(by, EVERYBODY[by].roles), EVERYBODY)
    return hand_over(the_pack(), organisation, event, context, cases)


def asks(leaver: str, *cases: Case) -> Left:
    return does(LeaverAsked({"leaver": leaver}), *cases)


def hands(taker: str, *cases: Case, leaver: str = "mira") -> Left:
    return does(LeaverSent(leaver, {"taker": taker}), *cases)


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form), words(reply)
    return reply


def errors(left: Left) -> dict[str, str]:
    return {one.id: line(one.error) for one in form(left.reply).fields if one.error}


@pytest.mark.parametrize(
    "event", [LeaverAsked(), LeaverAsked({"leaver": "mira"}), LeaverSent("mira", {"taker": "otto"})]
)
@pytest.mark.parametrize("by", ["mira", "hana"])
def test_whoever_is_no_admin_sees_and_hands_over_nothing(
    by: str, event: LeaverAsked | LeaverSent
) -> None:
    left = does(event, laden().case, by=by)
    assert isinstance(left.reply, Notice)
    assert "SAL-1" not in words(left.reply)
    assert (left.organisation, left.taker) == (SET, "")
    assert [entry.action for entry in left.journal] == ["refused"]


def test_an_admin_names_who_leaves_and_sees_references_and_kinds_alone() -> None:
    shown = form(does(LeaverAsked()).reply)
    assert leaver_of(LeaverAsked()) == ""
    values: dict[str, Value] = {"leaver": "mira"}
    sent = event_of(Act(shown.submit.verb, shown.submit.args, shown.submit.revision, values))
    assert sent == LeaverAsked(values)
    assert isinstance(sent, LeaverAsked)
    left = does(sent, laden().case)
    said = words(left.reply)
    for held in ("SAL-1", "owner", "measures to do: 1", "questions to reply to: 1",
                 "Auditor", "Backup of: Support lead"):  # fmt: skip
        assert held in said
    assert "Attendance" not in said
    assert "No names" not in said
    assert (left.organisation, left.taker, left.journal) == (SET, "", ())


@pytest.mark.parametrize("kind", [Confidentiality.RESTRICTED, Confidentiality.SEALED])
def test_an_admin_does_not_learn_whether_somebody_is_on_a_closed_case(
    kind: Confidentiality,
) -> None:
    closed = replace(laden().case, confidentiality=kind)
    assert asks("mira", closed).reply == asks("mira").reply
    assert hands("otto", closed) == hands("otto")
    assert "SAL-1" not in words(hands("otto", closed).reply)


def test_somebody_who_holds_nothing_is_said_to() -> None:
    assert "They hold no role" in words(asks("eve").reply)


@pytest.mark.parametrize("leaver", ["nobody", "<b>"])
def test_whoever_is_not_known_cannot_leave(leaver: str) -> None:
    for event in (LeaverAsked({"leaver": leaver}), LeaverSent(leaver, {"taker": "otto"})):
        left = does(event)
        assert set(errors(left)) == {"leaver"}
        assert left.organisation == SET


@pytest.mark.parametrize("taker", ["", "nobody", "eve", "mira"])
def test_whoever_takes_over_is_here_and_somebody_else(taker: str) -> None:
    left = hands(taker, laden().case)
    assert set(errors(left)) == {"taker"}
    assert "SAL-1" in words(left.reply)
    assert (left.organisation, left.taker, left.effects) == (SET, "", ())


def test_roles_and_backups_go_to_the_taker_and_all_of_it_is_written_down() -> None:
    shown = form(asks("mira").reply)
    assert "Everything that Mira holds" in line(shown.submit.confirm or ())
    sent = event_of(Act(shown.submit.verb, shown.submit.args, 0, {"taker": "otto"}))
    assert isinstance(sent, LeaverSent)
    left = does(sent, laden().case)
    assert left.taker == "otto"
    assert left.organisation == Organisation(
        4,
        {"admin": ("ada",), "legal": ("lara", "otto"), "auditor": ("otto",)},
        {},
        {"support_lead": ("otto",), "sales_lead": ("sam",)},
    )
    assert told(left.effects) == [("role_given", ToPerson("otto"))]
    assert [entry.action for entry in left.journal] == [
        "load_handed_on", "role_changed", "role_changed", "role_changed",
    ]  # fmt: skip
    assert left.journal[0].details == {"giver": "mira", "taker": "otto"}
    assert isinstance(left.reply, Card)
    assert "Handed over from Mira to Otto" in words(left.reply)


def test_the_last_admin_hands_the_role_on() -> None:
    left = hands("otto", leaver="ada")
    assert left.organisation.holding("admin") == ("otto",)


def test_whoever_holds_nothing_of_the_organisation_leaves_it_as_it_is() -> None:
    assert without(SET, "ines", "otto") is SET
    left = hands("otto", laden("ines").case, leaver="ines")
    assert (left.organisation, left.taker) == (SET, "otto")
