"""The first set-up: who may, what is asked, what is saved, who gets a test, what admins hear."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.acts import Act, event_of
from flows.cards import (
    Card,
    Conversation,
    ConversationField,
    Facts,
    Form,
    Note,
    Notice,
    PersonField,
    Reply,
    Value,
)
from flows.casework.organisation.setting_up import Arranged, arrange
from flows.effects import ToLaunchChannel, ToRole
from flows.events import ContactsTried, SetUpAsked, SetUpSent
from flows.journal import Entry
from flows.people.authority import is_admin
from flows.people.context import Context
from flows.people.organisation import (
    LAUNCH_CHANNEL,
    Contact,
    Organisation,
    is_complete,
    missing,
    reached,
)
from flows.people.profile import Actor, Profile
from flows.views.organisation.setting_up import GENERAL, WHAT_NEXT, WHY_LOST, draw_general
from flows.views.viewer import Viewer
from tests.flows.screening import NOW, PEOPLE, buttons_in, line, words
from tests.worked import the_pack

ADMINS = {"ada": Profile("Ada", roles=frozenset({"admin"}))}
EVERYBODY = {**PEOPLE, **ADMINS}
HERE = Contact("slack", "D0ADA", "T1")
FILLED: Mapping[str, Value] = {
    "team": ("jonas", "hana"),
    "team_conversation": "C0TEAM",
    "launch_conversation": "C0LAUNCH",
    "sponsor": "sam",
    "product_leads": ("leo", "lena"),
}
NEW = Organisation(holders={"admin": ("ada",), "legal": ("lara",)})


def does(
    event: SetUpAsked | SetUpSent | ContactsTried,
    organisation: Organisation = NEW,
    by: str = "ada",
    people: Mapping[str, Profile] = EVERYBODY,
    minutes: float = 0,
    here: Contact = HERE,
) -> Arranged:
    actor = Actor(by, people[by].roles)
    context = Context(NOW + timedelta(minutes=minutes), actor, people)
    return arrange(the_pack(), organisation, event, context, here)


def sends(organisation: Organisation = NEW, /, **other: Value) -> Arranged:
    """Fill in the form as it is drawn now, with some fields otherwise, and save."""
    return does(SetUpSent(organisation.revision, {**FILLED, **other}), organisation)


def done(organisation: Organisation = NEW, /, **other: Value) -> Organisation:
    return sends(organisation, **other).organisation


def reply(arranged: Arranged) -> Reply:
    (shown,) = arranged.replies
    return shown


def form(arranged: Arranged) -> Form:
    shown = reply(arranged)
    assert isinstance(shown, Form), words(shown)
    return shown


def card(arranged: Arranged) -> Card:
    shown = reply(arranged)
    assert isinstance(shown, Card), words(shown)
    return shown


def facts(arranged: Arranged) -> dict[str, str]:
    (found,) = [each for each in card(arranged).body if isinstance(each, Facts)]
    return {line(name): line(value) for name, value in found.pairs}


def notes(shown: Card | Form) -> list[str]:
    body = shown.body if isinstance(shown, Card) else shown.intro
    return [line(each.text) for each in body if isinstance(each, Note)]


def errors(arranged: Arranged) -> dict[str, str]:
    return {each.id: line(each.error) for each in form(arranged).fields if each.error}


def values(shown: Form) -> dict[str, Value | None]:
    return {each.id: each.value for each in shown.fields}


# --- who may


@pytest.mark.parametrize("event", [SetUpAsked(), SetUpSent(0, FILLED), ContactsTried()])
@pytest.mark.parametrize("by", ["mira", "hana", "sam"])
def test_whoever_is_no_admin_is_told_who_is(
    by: str, event: SetUpAsked | SetUpSent | ContactsTried
) -> None:
    arranged = does(event, by=by)
    assert isinstance(reply(arranged), Notice)
    assert "Only an admin of Salient can set it up: Ada." in words(reply(arranged))
    assert (arranged.organisation, arranged.effects) == (NEW, ())
    assert arranged.journal == (Entry("refused", {"verb": "set_up"}),)


def test_where_nobody_is_an_admin_the_operator_is_named() -> None:
    said = words(reply(does(SetUpAsked(), by="mira", people=PEOPLE)))
    assert "whoever runs Salient" in said


def test_an_admin_is_whoever_holds_that_role() -> None:
    assert is_admin(Actor("ada", frozenset({"admin", "auditor"})))
    assert not is_admin(Actor("hana", frozenset({"human_rights_team", "human_rights_lead"})))


# --- what is asked


def test_the_first_time_everything_is_asked_in_one_form() -> None:
    shown = form(does(SetUpAsked()))
    assert (shown.view, shown.submit.verb, shown.submit.revision) == ("set_up", "set_up_send", 0)
    kinds = {each.id: each.kind for each in shown.fields}
    assert list(kinds) == list(FILLED)
    named = {id: kind for id, kind in kinds.items() if isinstance(kind, PersonField)}
    assert {id: kind.many for id, kind in named.items()} == {
        "team": True, "sponsor": False, "product_leads": True,
    }  # fmt: skip
    for kind in named.values():
        assert kind.anyone
        assert [choice.id for choice in kind.people] == list(EVERYBODY)
    assert kinds["team_conversation"] == kinds["launch_conversation"] == ConversationField()
    assert [each.id for each in shown.fields if each.optional] == ["product_leads"]
    assert all(line(each.why) and not each.error and not each.value for each in shown.fields)


def test_the_form_says_how_long_it_takes_and_what_must_be_done_first() -> None:
    shown = words(form(does(SetUpAsked())))
    for said in ("two minutes", "/invite", "Nothing is sent until you save"):
        assert said in shown


def test_once_something_is_set_it_is_shown_with_what_is_missing_first() -> None:
    half = replace(NEW, holders={**NEW.holders, "human_rights_team": ("hana",)})
    shown = card(does(SetUpAsked(), half))
    assert isinstance(shown.body[0], Note)
    assert notes(shown)[0].startswith(
        "Still missing: Conversation of the human rights team, Launch conversation, Executive"
    )
    assert [button.verb for button in shown.buttons] == ["set_up", "try_contacts", "roles", "list"]


def test_a_complete_set_up_is_shown_as_it_is() -> None:
    arranged = does(SetUpAsked(), done())
    assert facts(arranged) == {
        "Human rights team": "Jonas, Hana",
        "Lead of the human rights team": "Jonas",
        "Conversation of the human rights team": "C0TEAM",
        "Launch conversation": "C0LAUNCH",
        "Executive sponsor": "Sam",
        "Product leads": "Leo, Lena",
    }
    assert notes(card(arranged)) == []
    (found,) = [each for each in card(arranged).body if isinstance(each, Facts)]
    assert found.pairs[2][1] == (Conversation("C0TEAM"),)


def test_change_brings_the_form_filled_with_what_is_set() -> None:
    present = done()
    change = next(b for b in buttons_in(reply(does(SetUpAsked(), present))) if b.verb == "set_up")
    event = event_of(Act(change.verb, change.args, change.revision))
    assert event == SetUpAsked(change=True)
    shown = form(does(SetUpAsked(change=True), present))
    assert values(shown) == FILLED
    assert shown.submit.revision == present.revision
    assert shown.anew is not None
    assert event_of(Act(shown.anew.verb, shown.anew.args)) == event


def test_a_conversation_of_another_chat_is_named_as_such_and_not_offered_here() -> None:
    elsewhere = Contact("teams", "19:x", "T2")
    for here in (elsewhere, replace(HERE, tenant="T2")):
        shown = form(does(SetUpAsked(change=True), done(), here=here))
        assert values(shown)["team_conversation"] == values(shown)["launch_conversation"] == ""
        said = facts(does(SetUpAsked(), done(), here=here))
        assert said["Launch conversation"] == "a conversation in another chat (slack)"


# --- what is saved


def test_a_good_set_up_is_saved_and_leaves_all_other_roles_alone() -> None:
    after = sends().organisation
    assert after == Organisation(
        1,
        {
            "admin": ("ada",),
            "legal": ("lara",),
            "human_rights_team": ("jonas", "hana"),
            "human_rights_lead": ("jonas",),
            "executive_sponsor": ("sam",),
            "product_lead": ("leo", "lena"),
        },
        {
            "human_rights_team": Contact("slack", "C0TEAM", "T1"),
            LAUNCH_CHANNEL: Contact("slack", "C0LAUNCH", "T1"),
        },
    )
    assert is_complete(after)


def test_a_lead_stays_the_lead_until_they_leave_the_team() -> None:
    led = replace(NEW, holders={**NEW.holders, "human_rights_lead": ("hana",)})
    assert done(led).holding("human_rights_lead") == ("hana",)
    assert done(led, team=("jonas", "otto")).holding("human_rights_lead") == ("jonas",)


def test_product_leads_may_be_left_out() -> None:
    after = sends(product_leads=())
    assert after.organisation.holding("product_lead") == ()
    assert facts(after)["Product leads"] == "not set yet"


def test_the_journal_has_ids_alone_old_and_new() -> None:
    (entry,) = sends(done(), sponsor="otto").journal
    assert entry.action == "organisation_set_up"
    told = entry.details
    assert (told["revision_before"], told["revision_after"]) == (1, 2)
    assert told["executive_sponsor_before"] == "sam"
    assert told["executive_sponsor_after"] == "otto"
    assert told["human_rights_team_after"] == "jonas hana"
    assert told["human_rights_team_in_after"] == "slack T1 C0TEAM"
    (first,) = sends().journal
    assert first.details["launch_channel_in_before"] == ""
    names = [profile.name for profile in EVERYBODY.values()]
    assert not [name for name in names if name in str(told)]


FAULTS: dict[str, tuple[dict[str, Value], dict[str, str]]] = {
    "nobody in the team": ({"team": ()}, {"team": "Nobody is named. Name at least one"}),
    "a team of empty texts": ({"team": ("", "")}, {"team": "Nobody is named. Name at least one"}),
    "a stranger in the team": ({"team": ("hana", "vik")}, {"team": "Nobody of that name"}),
    "a strange lead": ({"product_leads": "vik"}, {"product_leads": "Nobody of that name"}),
    "no sponsor": ({"sponsor": ""}, {"sponsor": "Nobody is named. Name the person"}),
    "a strange sponsor": ({"sponsor": "vik"}, {"sponsor": "Nobody of that name"}),
    "no conversation of the team": (
        {"team_conversation": ""},
        {"team_conversation": "No conversation is chosen"},
    ),
    "no launch conversation": (
        {"launch_conversation": ()},
        {"launch_conversation": "No conversation is chosen"},
    ),
    "one conversation for both": (
        {"launch_conversation": "C0TEAM"},
        {"launch_conversation": "This is the conversation of the human rights team"},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_does_not_fit_comes_back_with_what_was_typed(name: str) -> None:
    other, expected = FAULTS[name]
    arranged = sends(**other)
    assert errors(arranged).keys() == expected.keys()
    for id, said in expected.items():
        assert errors(arranged)[id].startswith(said)
    shown = form(arranged)
    kept = {id: value for id, value in FILLED.items() if id not in other}
    assert {id: values(shown)[id] for id in kept} == kept
    assert notes(shown)[0].startswith("This is not saved yet")
    assert not any(each.aside for each in shown.fields), "nobody saved meanwhile"
    assert (arranged.organisation, arranged.effects, arranged.journal) == (NEW, (), ())


def test_an_empty_form_asks_for_all_that_is_needed_and_for_no_more() -> None:
    arranged = does(SetUpSent(0))
    assert list(errors(arranged)) == list(missing(NEW))
    assert len(errors(arranged)) == 4


def test_somebody_named_twice_counts_once_and_in_order() -> None:
    after = done(team=("hana", "jonas", "hana"), sponsor=("sam", "otto"))
    assert after.holding("human_rights_team") == ("hana", "jonas")
    assert after.holding("executive_sponsor") == ("sam",)


def test_a_set_up_that_somebody_saved_meanwhile_is_not_overwritten() -> None:
    present = done(done(), sponsor="otto")
    arranged = does(SetUpSent(1, {**FILLED, "team": ("hana",)}), present)
    shown = form(arranged)
    assert notes(shown)[0].startswith("Somebody else saved the set-up")
    assert shown.submit.revision == present.revision == 2
    assert values(shown) == {**FILLED, "team": ("hana",)}
    asides = {each.id: line(each.aside) for each in shown.fields if each.aside}
    assert asides == {"team": "Saved meanwhile: Jonas, Hana", "sponsor": "Saved meanwhile: Otto"}
    assert (arranged.organisation, arranged.effects, arranged.journal) == (present, (), ())


def test_a_stale_form_with_faults_says_both() -> None:
    arranged = does(SetUpSent(0, {**FILLED, "team": ()}), done())
    assert len(notes(form(arranged))) == 2
    assert list(errors(arranged)) == ["team"]


@pytest.mark.parametrize("leads", [("leo",), ()])
def test_a_double_click_on_save_saves_once(leads: tuple[str, ...]) -> None:
    event = SetUpSent(0, {**FILLED, "product_leads": leads})
    first = does(event)
    again = does(event, first.organisation)
    assert reply(again) == reply(first)
    assert (again.organisation, again.effects, again.journal) == (first.organisation, (), ())


# --- who gets a test message


def test_saving_sends_a_test_to_everybody_who_is_told() -> None:
    arranged = sends()
    assert [(one.audience, one.view, one.args) for one in arranged.effects] == [
        (ToRole("human_rights_team"), "test", {"contact": "human_rights_team"}),
        (ToLaunchChannel(), "test", {"contact": "launch_channel"}),
        (ToRole("executive_sponsor"), "test", {"contact": "executive_sponsor"}),
    ]
    (said,) = notes(card(arranged))
    assert "a test message goes to each" in said
    assert "When one does not arrive" in said


def test_every_saving_has_test_messages_of_its_own() -> None:
    first = sends()
    second = sends(first.organisation)
    keys = [one.key for one in (*first.effects, *second.effects)]
    assert len(keys) == len(set(keys)) == 6
    assert [one.key for one in sends().effects] == [one.key for one in first.effects]


def test_a_test_is_sent_once_a_minute_however_often_it_is_asked_for() -> None:
    present = done()
    keys = [
        tuple(one.key for one in does(ContactsTried(), present, minutes=m).effects)
        for m in (0, 0.9, 1)
    ]
    assert keys[0] == keys[1]
    assert not set(keys[0]) & set(keys[2])
    assert not set(keys[0]) & {one.key for one in sends().effects}
    arranged = does(ContactsTried(), present)
    assert arranged.organisation == present
    assert arranged.journal[0].action == "contacts_tried"
    assert "once more" in notes(card(arranged))[0]


def test_only_what_is_set_is_tried() -> None:
    named = replace(NEW, holders={"human_rights_team": ("hana",), "admin": ("ada",)})
    arranged = does(ContactsTried(), named)
    assert [one.audience for one in arranged.effects] == [ToRole("human_rights_team")]
    assert does(ContactsTried()).effects == ()
    assert form(does(ContactsTried())).view == "set_up"


def test_the_button_says_first_who_gets_a_test() -> None:
    def asked(organisation: Organisation) -> str:
        shown = reply(does(SetUpAsked(), organisation))
        (button,) = [each for each in buttons_in(shown) if each.verb == "try_contacts"]
        return line(button.confirm or ())

    assert asked(done()) == (
        "A test message goes to: the conversation of the human rights team, "
        "the launch conversation, Sam."
    )
    assert asked(replace(done(), contacts={})) == "A test message goes to: Jonas, Hana, Sam."


def test_what_is_missing_is_what_nobody_could_be_told_by() -> None:
    present = done()
    fields = ("team", "team_conversation", "launch_conversation", "sponsor")
    assert missing(Organisation()) == fields
    assert not is_complete(Organisation())
    assert missing(present) == ()
    assert missing(replace(present, contacts={})) == fields[1:3]
    assert missing(replace(present, holders={})) == (fields[0], fields[3])
    assert reached(replace(present, holders={})) == ("human_rights_team", "launch_channel")


# --- messages about no case


def message(view: str, organisation: Organisation | None = None, /, **args: str) -> Card:
    context = Context(NOW, Actor("ada"), EVERYBODY)
    present = done() if organisation is None else organisation
    return draw_general(Viewer(the_pack(), context), view, present, args)


@pytest.mark.parametrize("contact", ["human_rights_team", "launch_channel", "executive_sponsor"])
def test_a_test_message_says_what_will_come_and_names_nobody(contact: str) -> None:
    shown = message("test", contact=contact)
    assert "There is nothing to do" in words(shown)
    assert list(buttons_in(shown)) == []
    assert not [p.name for p in EVERYBODY.values() if p.name in words(shown)]
    assert len({words(message("test", contact=each)) for each in (contact, "launch_channel")}) == (
        1 if contact == "launch_channel" else 2
    )


def test_the_first_admin_hears_that_nobody_can_be_told_yet() -> None:
    due = message("set_up_due", NEW)
    assert "nobody can be told of a severe risk" in words(due)
    assert "Still missing: Human rights team" in words(due)
    assert [button.verb for button in due.buttons] == ["set_up"]
    by_now = message("set_up_due")
    assert "done by now" in words(by_now)
    assert "nobody can be told" not in words(by_now)


REASONS = {
    "not_in_channel": "/invite",
    "channel_not_found": "Choose another one",
    "is_archived": "Choose another one",
    "user_not_found": "Name somebody else",
    "users_not_found": "Name somebody else",
    "user_disabled": "Name somebody else",
    "account_gone": "Name somebody else",
    "nobody": "Name somebody in the set-up",
    "instead": "Its backup was told instead",
    "msg_too_long": "The chat gave this reason: msg_too_long",
}


@pytest.mark.parametrize("reason", REASONS)
def test_an_admin_hears_what_to_do_about_a_message_that_was_not_taken(reason: str) -> None:
    args = {"contact": "human_rights_team", "reason": reason, "conversation": "C0TEAM"}
    shown = message("unreachable", **args)
    assert REASONS[reason] in words(shown)
    assert REASONS.keys() - {"msg_too_long"} == WHAT_NEXT.keys()
    assert [button.verb for button in shown.buttons] == ["set_up", "roles", "try_contacts"]
    refused = "The chat did not take a message for: Human rights team" in words(shown)
    assert refused is (reason not in ("nobody", "instead"))


UNREACHED = {
    "human_rights_team": ("Human rights team", "goes to each of these instead: Jonas, Hana", True),
    "launch_channel": ("the launch conversation", "the line of a case", True),
    "executive_sponsor": ("Executive sponsor", "Whoever else holds that role is told", False),
    "leo": ("Leo", "Nobody is told in their place", False),
    "person": ("one person, in their own chat", "Nobody is told in their place", False),
}


@pytest.mark.parametrize("contact", UNREACHED)
def test_an_admin_hears_whom_a_message_was_for_and_who_hears_instead(contact: str) -> None:
    who, instead, has_a_name = UNREACHED[contact]
    shown = message("unreachable", contact=contact, reason="is_archived", conversation="C0X")
    assert f"for: {who}." in words(shown)
    assert instead in words(shown)
    assert ("C0X" in words(shown)) is has_a_name


def test_where_nobody_is_reached_nobody_is_said_to_be_told_instead() -> None:
    args = {"contact": "human_rights_team", "conversation": ""}
    assert "Nobody is told in their place" in words(message("unreachable", reason="nobody", **args))
    empty = replace(done(), holders={})
    shown = words(message("unreachable", empty, reason="is_archived", **args))
    assert "Whoever else holds that role" in shown


LOST = {
    "Transient": "Each time the chat asked to try again later",
    "Unknown": "The chat never said whether it took the message",
    "TimeoutError": "The chat never said whether it took the message",
    "LookFailed": "The chat never said whether it took the message",
    "ambiguous": "so it was not sent a second time",
    "StoreError": "the log of Salient names it: StoreError",
}


@pytest.mark.parametrize("reason", LOST)
def test_an_admin_hears_why_a_message_was_given_up_and_how_it_is_sent_again(reason: str) -> None:
    args = {"contact": "human_rights_team", "reason": reason, "conversation": "C0TEAM"}
    shown = message("lost", **args)
    assert "tell: Human rights team" in words(shown)
    assert LOST[reason] in words(shown)
    assert "goes to each of these instead: Jonas, Hana" in words(shown)
    assert "salient outbox requeue" in words(shown)
    assert LOST.keys() - {"StoreError"} == WHY_LOST.keys()
    assert [button.verb for button in shown.buttons] == ["set_up", "try_contacts"]


def test_what_was_given_up_is_named_where_it_may_be_known() -> None:
    args = {"contact": "launch_channel", "reason": "Unknown", "conversation": "C0X"}
    assert "SAL-7" in words(message("lost", **args, references="SAL-7"))
    assert "SAL-" not in words(message("lost", **args))


def test_every_message_about_no_case_has_one_neutral_line() -> None:
    args = {"contact": "launch_channel", "reason": "is_archived", "conversation": "C0X"}
    for view in GENERAL:
        shown = message(view, **args, role="legal")
        assert shown.view == view
        assert line(shown.notice)
        assert "C0" not in line(shown.notice)
