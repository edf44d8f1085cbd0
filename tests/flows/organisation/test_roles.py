"""Roles: who may give them, what is saved, who hears it, and how each is reached."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.acts import Act, event_of
from flows.cards import Card, Form, Item, Items, Notice, Reply, Value
from flows.casework.organisation.role_giving import give_roles, with_role
from flows.casework.organisation.setting_up import Arranged, arrange
from flows.effects import Notify, ToPerson
from flows.events import RolesAsked, RoleSent, SetUpSent
from flows.people.context import Context
from flows.people.organisation import (
    Contact,
    Organisation,
    Reach,
    given_roles,
    reach_of,
    unreached_roles,
)
from flows.people.profile import Actor, Profile
from flows.views.organisation.setting_up import draw_general
from flows.views.viewer import Viewer
from tests.flows.organisation.test_setting_up import FILLED
from tests.flows.screening import NOW, PEOPLE, line, told, words
from tests.worked import the_pack

HERE = Contact("slack", "D0ADA", "T1")
EVERYBODY = {**PEOPLE, "ada": Profile("Ada", roles=frozenset({"admin"})), "eve": Profile("Eve")}
SET = Organisation(
    revision=3,
    holders={
        "admin": ("ada",),
        "human_rights_team": ("hana", "jonas"),
        "human_rights_lead": ("hana",),
        "executive_sponsor": ("sam",),
        "legal": ("lara",),
    },
    contacts={"human_rights_team": Contact("slack", "C0TEAM", "T1")},
    backups={"legal": ("eve",)},
)


def does(
    event: RolesAsked | RoleSent,
    organisation: Organisation = SET,
    by: str = "ada",
    people: Mapping[str, Profile] = EVERYBODY,
    here: Contact = HERE,
) -> Arranged:
    context = Context(NOW, Actor(by, people[by].roles), people)
    return give_roles(the_pack(), organisation, event, context, here)


def sends(role: str, *holders: str, backups: tuple[str, ...] = (), revision: int = 3) -> Arranged:
    values: dict[str, Value] = {"holders": holders, "backups": backups}
    return does(RoleSent(role, revision, values))


def reply(arranged: Arranged) -> Reply:
    (shown,) = arranged.replies
    return shown


def form(arranged: Arranged) -> Form:
    shown = reply(arranged)
    assert isinstance(shown, Form), words(shown)
    return shown


def errors(arranged: Arranged) -> set[str]:
    return {one.id for one in form(arranged).fields if one.error}


def rows(arranged: Arranged) -> dict[str, Item]:
    shown = reply(arranged)
    assert isinstance(shown, Card), words(shown)
    (items,) = (each for each in shown.body if isinstance(each, Items))
    return {line(item.title): item for item in items.entries}


@pytest.mark.parametrize("event", [RolesAsked(), RolesAsked("legal"), RoleSent("legal", 3)])
@pytest.mark.parametrize("by", ["mira", "hana"])
def test_whoever_is_no_admin_is_told_who_is_and_it_is_noted(
    by: str, event: RolesAsked | RoleSent
) -> None:
    arranged = does(event, by=by)
    shown = reply(arranged)
    assert isinstance(shown, Notice)
    assert "Ada" in words(shown)
    assert arranged.organisation == SET
    assert [entry.action for entry in arranged.journal] == ["refused"]


def test_every_role_that_the_organisation_fills_is_shown_with_how_it_is_reached() -> None:
    shown = rows(does(RolesAsked()))
    assert len(shown) == len(the_pack().roles) - 3
    team, legal = shown["Human rights team"], rows_of(shown, "Legal department")
    assert "Told in: C0TEAM" in [line(each) for each in team.lines]
    assert line(team.label) == "Told in its conversation"
    assert [line(each) for each in legal.lines] == ["Held by: Lara", "Backup: Eve"]
    assert line(legal.label) == "Each told in person"
    assert line(rows_of(shown, "Auditor").label) == "Nobody is reached"
    elsewhere = rows(does(RolesAsked(), here=Contact("teams", "", "T9")))
    assert "slack" in words_of(elsewhere["Human rights team"])


def rows_of(shown: dict[str, Item], beginning: str) -> Item:
    return next(item for name, item in shown.items() if name.startswith(beginning))


def words_of(item: Item) -> str:
    return "\n".join(line(each) for each in item.lines)


def test_how_a_role_is_reached() -> None:
    gone = {**EVERYBODY, "lara": replace(EVERYBODY["lara"], gone=True)}
    mute = {**EVERYBODY, "lara": replace(EVERYBODY["lara"], reachable=False)}
    assert reach_of(SET, EVERYBODY, "legal") is Reach.IN_PERSON
    for people in (gone, mute):
        assert reach_of(SET, people, "legal") is Reach.BY_BACKUP
        assert reach_of(replace(SET, backups={}), people, "legal") is Reach.NOT
    assert reach_of(SET, {}, "human_rights_team") is Reach.IN_CONVERSATION
    assert reach_of(SET, {}, "human_rights_lead") is Reach.IN_CONVERSATION
    roles = unreached_roles(the_pack(), SET, EVERYBODY)
    assert "auditor" in roles
    assert not {"admin", "legal", "human_rights_lead", "owner"} & set(roles)
    assert "verifier" not in given_roles(the_pack())


def test_a_role_gets_other_holders_and_a_backup_and_each_new_one_hears_it() -> None:
    button = next(one for one in rows_of(rows(does(RolesAsked())), "Legal dep").buttons)
    event = event_of(Act(button.verb, button.args, button.revision))
    assert event == RolesAsked("legal")
    shown = form(does(event))
    assert {one.id: one.value for one in shown.fields} == {
        "holders": ("lara",), "backups": ("eve",),
    }  # fmt: skip
    values: dict[str, Value] = {"holders": ("otto", "lara"), "backups": ("sam", "ada")}
    sent = event_of(Act(shown.submit.verb, shown.submit.args, shown.submit.revision, values))
    assert isinstance(sent, RoleSent)
    arranged = does(sent)
    assert arranged.organisation == replace(
        SET,
        revision=4,
        holders={**SET.holders, "legal": ("otto", "lara")},
        backups={"legal": ("sam", "ada")},
    )
    assert told(arranged.effects) == [
        ("role_given", ToPerson("otto")), ("role_backed", ToPerson("sam")),
    ], "an admin knows what they did"  # fmt: skip
    (entry,) = arranged.journal
    assert entry.details == {
        "role": "legal", "revision": 4, "holders_before": "lara", "holders_after": "otto lara",
        "backups_before": "eve", "backups_after": "sam ada",
    }  # fmt: skip
    assert "Saved" in words(reply(arranged))
    for effect in arranged.effects:
        assert isinstance(effect, Notify)
        viewer = Viewer(the_pack(), Context(NOW, Actor("otto"), EVERYBODY))
        card = draw_general(viewer, effect.view, SET, effect.args)
        assert "Legal department" in words(card)


def test_a_backup_is_taken_away_by_leaving_it_empty() -> None:
    assert sends("legal", "lara").organisation.backups == {}


@pytest.mark.parametrize(
    ("role", "holders", "backups", "wrong"),
    [
        ("admin", (), (), {"holders"}),
        ("human_rights_team", (), (), {"holders"}),
        ("executive_sponsor", (), (), {"holders"}),
        ("human_rights_lead", ("otto",), (), {"holders"}),
        ("legal", ("nobody",), (), {"holders"}),
        ("legal", ("lara",), ("nobody",), {"backups"}),
        ("legal", ("lara", "eve"), ("eve",), {"backups"}),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    role: str, holders: tuple[str, ...], backups: tuple[str, ...], wrong: set[str]
) -> None:
    arranged = sends(role, *holders, backups=backups)
    assert errors(arranged) == wrong
    assert (arranged.organisation, arranged.effects, arranged.journal) == (SET, (), ())
    typed = {one.id: one.value for one in form(arranged).fields}
    assert typed == {"holders": holders, "backups": backups}


def test_an_admin_names_another_and_may_then_go() -> None:
    arranged = sends("admin", "eve")
    assert arranged.organisation.holding("admin") == ("eve",)
    assert told(arranged.effects) == [("role_given", ToPerson("eve"))]


def test_whoever_leaves_the_team_does_not_lead_it_any_more() -> None:
    after = sends("human_rights_team", "jonas").organisation
    assert after.holding("human_rights_lead") == ("jonas",)
    after = with_role(SET, "human_rights_team", ("jonas", "hana"), ())
    assert after.holding("human_rights_lead") == ("hana",)


def test_somebody_who_was_faster_is_not_overwritten() -> None:
    arranged = sends("legal", "otto", revision=2)
    assert "Another admin changed something" in words(form(arranged))
    assert arranged.organisation == SET
    assert {one.id: one.value for one in form(arranged).fields}["holders"] == ("otto",)
    again = sends("legal", "lara", backups=("eve",), revision=2)
    assert "Saved" in words(reply(again))
    assert (again.organisation, again.effects) == (SET, ())


@pytest.mark.parametrize("role", ["owner", "nonsense"])
def test_a_role_that_nobody_grants_is_not_given(role: str) -> None:
    for event in (RolesAsked(role), RoleSent(role, 3, {"holders": ("eve",)})):
        arranged = does(event)
        assert len(rows(arranged)) > 10
        assert arranged.organisation == SET


def test_the_set_up_leaves_backups_as_they_are() -> None:
    context = Context(NOW, Actor("ada", frozenset({"admin"})), EVERYBODY)
    arranged = arrange(the_pack(), SET, SetUpSent(3, FILLED), context, HERE)
    assert arranged.organisation.revision == 4
    assert arranged.organisation.backups == {"legal": ("eve",)}
