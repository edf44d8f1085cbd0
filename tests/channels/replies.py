"""Every kind of reply there is, made by walking worked products through the real `step`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cache
from uuid import UUID

from flows.cards import Card, DateField, Form, Reply, TextField, Value
from flows.case import Case, Phase, Summary
from flows.casework.organisation.leaving import hand_over
from flows.casework.organisation.role_giving import give_roles
from flows.casework.organisation.setting_up import arrange
from flows.casework.organisation.settings import settle
from flows.casework.tracking.keeping import (
    MOST_CASES,
    ask_for_case,
    ask_what_about,
    held_no_more,
    nothing_to_keep,
)
from flows.casework.turn import Turn
from flows.effects import Notify, Open, Refresh
from flows.events import (
    Answered,
    CaseOpened,
    ConcernOpened,
    ContactsTried,
    Event,
    Intent,
    KeepAsked,
    KeepSent,
    LeaverAsked,
    LeaverSent,
    PageRef,
    PromptAnswered,
    Resumed,
    RolesAsked,
    RoleSent,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    SetUpSent,
    SmallestChangeAsked,
    Started,
    Submitted,
)
from flows.people.context import Context
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from flows.people.preferences import Absence, Preferences, Usual
from flows.people.profile import Actor, Profile
from flows.screening.cases import WrittenCase
from flows.step import step
from flows.views.home import (
    help_card,
    list_card,
    not_understood,
    not_yet,
    resume_card,
    start_form,
)
from flows.views.messages import MESSAGES, draw_message
from flows.views.organisation.setting_up import draw_general
from flows.views.viewer import Viewer
from tests.fakes import NOON, summary_of
from tests.worked import the_pack, worked

PRODUCTS = ("G01", "G02", "G05", "G11")
MARKER = "Zq7Marker"
"""Stands in everything that somebody types; no shared conversation may ever show it."""

DRAFT_EVERY, FIRST_DRAFT = 10, 2
"""The team looks into the draft at every tenth page; the card grows with each."""

CASE_ID = UUID("5a11e27f-1111-4000-8000-000000000001")
PEOPLE = {
    "manager": Profile("Mira Lindqvist", roles=frozenset({"product_manager"})),
    "lead": Profile("Leo Adeyemi", roles=frozenset({"product_lead"})),
    "hr_lead": Profile("Hana Okafor", roles=frozenset({"human_rights_team", "human_rights_lead"})),
    "admin": Profile("Ada Novak", roles=frozenset({"admin"})),
}
HERE = Contact("chat", "", "T1")
SET_UP: Mapping[str, Value] = {
    "team": ("hr_lead", "admin"),
    "team_conversation": "C0TEAM",
    "launch_conversation": "C0LAUNCH",
    "sponsor": "lead",
    "product_leads": ("lead",),
}


@dataclass
class Walked:
    """A product walked to its end: what was shown on the way, and the messages it sent."""

    shown: list[tuple[str, Reply]] = field(default_factory=list)
    messages: list[tuple[str, Card]] = field(default_factory=list)
    case: Case | None = None
    pages: int = 0


def context(person: str, same_launch: tuple[Summary, ...] = ()) -> Context:
    return Context(NOON, Actor(person, PEOPLE[person].roles), PEOPLE, same_launch)


@cache
def walked(id: str) -> Walked:
    """Walk a worked product from the first page to its result, making mistakes on each page."""
    made, answers = Walked(), worked(id)
    turn = _take(made, "start", None, Started(CASE_ID, "SAL-1"))
    while True:
        reply = turn.replies[0]
        if isinstance(reply, Form) and reply.view == "page":
            turn = _page(made, turn.case, reply, answers)
        elif isinstance(reply, Form):
            turn = _prompt(made, turn.case, reply)
        elif isinstance(reply, Card) and reply.view == "review":
            turn = _take(made, "submit", turn.case, Submitted(reply.buttons[0].revision))
        else:
            break
    made.case = turn.case
    _afterwards(made, turn.case)
    return made


def replies(id: str) -> Iterator[tuple[str, Reply]]:
    """Return every reply of a walk, once each, with a name that says where it stood."""
    yield from walked(id).shown


def messages(id: str) -> Iterator[tuple[str, Card]]:
    """Return every message that the walk sent to somebody who had not just spoken."""
    yield from walked(id).messages


def entrance() -> Iterator[tuple[str, Reply]]:
    """Return what is shown before there is any case, and the lists once there are some."""
    for person in PEOPLE:
        viewer = Viewer(the_pack(), context(person))
        cases = [walked(id).case for id in PRODUCTS]
        summaries = tuple(summary_of(case) for case in cases if case is not None)
        yield f"{person}: start", start_form(viewer)
        yield f"{person}: help", help_card(viewer)
        yield f"{person}: list, empty", list_card(viewer, ())
        yield f"{person}: list", list_card(viewer, summaries)
        yield f"{person}: resume", resume_card(viewer, _drafts())
        yield f"{person}: resume, none", resume_card(viewer, ())
        yield f"{person}: not understood", not_understood(viewer, _drafts())
        yield f"{person}: not understood, no drafts", not_understood(viewer, ())
        yield from ((f"{person}: {word}", not_yet(viewer, word)) for word in ("poll", "concern"))
    yield from _set_up()
    yield from _own_settings()
    yield from _keeping()
    yield from _roles()
    yield from _leaving()


def about_no_case() -> Iterator[tuple[str, Card]]:
    """Return every message that is about no case, as somebody may get it."""
    viewer = Viewer(the_pack(), context("admin"))
    for name, organisation in (("empty", Organisation()), ("complete", organised())):
        for view, args in _general():
            yield f"{view}, {name}: {args}", draw_general(viewer, view, organisation, args)


def organised() -> Organisation:
    """Return the organisation once it is set up."""
    sent = SetUpSent(0, SET_UP)
    return arrange(the_pack(), Organisation(), sent, context("admin"), HERE).organisation


def _general() -> Iterator[tuple[str, dict[str, str]]]:
    yield "set_up_due", {}
    for contact in ("human_rights_team", LAUNCH_CHANNEL, "executive_sponsor"):
        yield "test", {"contact": contact}
    for contact, conversation in (
        ("human_rights_team", "C0TEAM"),
        (LAUNCH_CHANNEL, "C0LAUNCH"),
        ("executive_sponsor", "D0"),
        ("person", "D1"),
        ("lead", "D2"),
    ):
        for reason in ("not_in_channel", "nobody"):
            args = {"contact": contact, "reason": reason, "conversation": conversation}
            yield "unreachable", args
    for reason in ("Transient", "Unknown", "ambiguous", "StoreError"):
        args = {"contact": "human_rights_team", "reason": reason, "conversation": "C0TEAM"}
        yield "lost", args | {"references": "SAL-1, SAL-4" if reason == "Unknown" else ""}
    for view in ("role_given", "role_backed"):
        yield view, {"role": "legal"}
    yield "unreachable", {"contact": "legal", "reason": "instead", "conversation": ""}
    for reason in ("is_archived", "user_not_found", "msg_too_long"):
        yield "unreachable", {"contact": "legal", "reason": reason, "conversation": "D3"}


def _set_up() -> Iterator[tuple[str, Reply]]:
    """Return the set-up as a form and as a card, in every state that it can be in."""
    half = Organisation(holders={"executive_sponsor": ("lead",)})
    nonsense = {**SET_UP, "team": ("nobody",), "launch_conversation": "C0TEAM"}
    moments: dict[str, tuple[str, Organisation, SetUpAsked | SetUpSent | ContactsTried]] = {
        "by somebody else": ("manager", organised(), SetUpAsked()),
        "empty form": ("admin", Organisation(), SetUpAsked()),
        "half done": ("admin", half, SetUpAsked()),
        "filled form": ("admin", organised(), SetUpAsked(change=True)),
        "complete": ("admin", organised(), SetUpAsked()),
        "nothing chosen": ("admin", Organisation(), SetUpSent(0)),
        "nonsense": ("admin", Organisation(), SetUpSent(0, nonsense)),
        "stale": ("admin", organised(), SetUpSent(0, {**SET_UP, "sponsor": "hr_lead"})),
        "saved": ("admin", Organisation(), SetUpSent(0, SET_UP)),
        "tried": ("admin", organised(), ContactsTried()),
    }
    for name, (person, organisation, event) in moments.items():
        arranged = arrange(the_pack(), organisation, event, context(person), HERE)
        yield from ((f"set-up, {name}", reply) for reply in arranged.replies)


def _keeping() -> Iterator[tuple[str, Reply]]:
    """Return what is asked before a message is kept, with as many cases as there may be."""
    viewer, keeping = Viewer(the_pack(), context("hr_lead")), str(UUID(int=9))
    case = walked("G11").case
    assert case is not None
    line = replace(summary_of(case), phase=Phase.TRACKING)
    lines = [replace(line, case_id=UUID(int=number)) for number in range(MOST_CASES)]
    message = KeepAsked("W0THER", "", f"{MARKER} <b> & " * 40)
    nothing = KeepSent(keeping, values={"kept_for": ""})
    yield "keep: which case", ask_for_case(viewer, keeping, message, lines)
    yield "keep: nothing chosen", ask_for_case(viewer, keeping, message, lines, nothing)
    yield "keep: what about", ask_what_about(viewer, keeping, case)
    yield "keep: the whole", ask_what_about(viewer, keeping, replace(case, rounds=()))
    yield "keep: no case", ask_for_case(viewer, keeping, message, ())
    yield "keep: nothing", nothing_to_keep(viewer)
    yield "keep: held no more", held_no_more(viewer)


def _own_settings() -> Iterator[tuple[str, Reply]]:
    """Return somebody's own settings as a card and as a form, taken and given back."""
    usual = Usual("Europe/Vienna", True, "en", "AT", frozenset({"AT", "DE"}))
    away = Absence(date(2026, 3, 9), date(2099, 3, 13), "lead")
    hours = (time(8), time(16, 30)), (time(20), time(7))
    set_to = Preferences(
        1, "Europe/Berlin", frozenset({0, 6}), *hours, country="DE", language="en", absence=away
    )
    wrong: dict[str, Value] = {
        **dict.fromkeys(("zone", "opens", "closes", "quiet_from", "country"), MARKER),
        **dict.fromkeys(("days", "language"), "nonsense"),
        "away_from": "2026-03-09",
        "stand_in": "nobody",
    }
    moments: dict[str, tuple[Preferences, SettingsAsked | SettingsSent]] = {
        "not set": (Preferences(), SettingsAsked()),
        "set": (set_to, SettingsAsked()),
        "empty form": (Preferences(), SettingsAsked(change=True)),
        "filled form": (set_to, SettingsAsked(change=True)),
        "nonsense": (set_to, SettingsSent(0, wrong)),
        "saved": (set_to, SettingsSent(1, {"language": "en"})),
    }
    for name, (preferences, event) in moments.items():
        settled = settle(the_pack(), preferences, event, context("manager"), usual)
        yield from ((f"settings, {name}", reply) for reply in settled.replies)


def _roles() -> Iterator[tuple[str, Reply]]:
    """Return every role at once, and one of them as a form, in every state that it can be in."""
    organisation = replace(organised(), backups={"legal": ("manager", "lead")})
    moments: dict[str, tuple[str, RolesAsked | RoleSent]] = {
        "by somebody else": ("manager", RolesAsked()),
        "all": ("admin", RolesAsked()),
        "one": ("admin", RolesAsked("legal")),
        "nobody left": ("admin", RoleSent("admin", 1)),
        "stale": ("admin", RoleSent("legal", 0, {"holders": ("lead",)})),
        "saved": ("admin", RoleSent("legal", 1, {"holders": ("lead",)})),
    }
    for name, (person, event) in moments.items():
        given = give_roles(the_pack(), organisation, event, context(person), HERE)
        yield from ((f"roles, {name}", reply) for reply in given.replies)


def _leaving() -> Iterator[tuple[str, Reply]]:
    """Return what an admin is shown who hands on what somebody holds."""
    cases = tuple(case for case in (walked(id).case for id in PRODUCTS) if case is not None)
    moments: dict[str, LeaverAsked | LeaverSent] = {
        "who": LeaverAsked(),
        "nobody known": LeaverAsked({"leaver": "nobody"}),
        "what": LeaverAsked({"leaver": "manager"}),
        "to nobody": LeaverSent("lead"),
        "done": LeaverSent("manager", {"taker": "hr_lead"}),
    }
    for name, event in moments.items():
        left = hand_over(the_pack(), organised(), event, context("admin"), cases)
        yield f"leaving, {name}", left.reply


def _drafts() -> tuple[Summary, ...]:
    """Return more open screenings than a notice offers to go on with."""
    case = walked("G01").case
    assert case is not None
    draft = replace(summary_of(case), is_draft=True, launch_status="draft")
    return tuple(
        replace(draft, case_id=UUID(int=number), reference=f"SAL-{number}")
        for number in range(1, 8)
    )


def filled(
    form: Form, answers: WrittenCase | None = None, risk: str | None = None
) -> dict[str, Value]:
    """Return values for every field of a form: those of a worked product, else some that fit."""
    return {each.id: _value(each.id, each.kind, each.value, answers, risk) for each in form.fields}


def _value(
    id: str, kind: object, value: Value | None, answers: WrittenCase | None, risk: str | None
) -> Value:
    if id.endswith(".note"):
        return f"{MARKER} beside it"
    given: Value | None = None
    if answers is not None:
        source: Mapping[str, Value] = answers.answers.general
        if risk is not None:
            source = answers.answers.risks.get(risk, {})
        given = source.get(id)
    if given:
        return given
    match kind:
        case TextField():
            return f"{MARKER}: some words"
        case DateField():
            return "2026-09-01"
        case _:
            return value or "unsure"


def _take(
    made: Walked, name: str, case: Case | None, event: Event, person: str = "manager"
) -> Turn:
    turn = step(the_pack(), case, event, context(person))
    made.shown += [(f"{name}: {_name(reply)}", reply) for reply in turn.replies]
    viewer = Viewer(the_pack(), context("hr_lead"))
    for effect in turn.effects:
        match effect:
            case Notify():
                made.messages.append(
                    (name, draw_message(viewer, effect.view, turn.case, effect.args))
                )
            case Open(concern):
                opened = ConcernOpened(UUID(int=7), "SAL-x7k2mp", concern)
                _take(made, "concern", None, opened)
            case Refresh():
                pass  # drawn with all other messages at the end
    return turn


def _page(made: Walked, case: Case, form: Form, answers: WrittenCase) -> Turn:
    ref, revision = PageRef.read(form.submit.args["page"]), form.submit.revision
    name = str(ref)
    values = filled(form, answers, ref.risk)
    too_long = {id: MARKER * 2000 if isinstance(v, str) else v for id, v in values.items()}
    _take(made, f"{name} empty", case, Answered(ref, revision, {}))
    _take(made, f"{name} too long", case, Answered(ref, revision, too_long))
    _take(made, f"{name} stale", case, Answered(ref, revision + 1, {}))
    _take(made, f"{name} left", case, Answered(ref, revision, {}, Intent.LEAVE))
    _take(made, f"{name} by a stranger", case, Answered(ref, revision, values), "hr_lead")
    made.pages += 1
    if made.pages % DRAFT_EVERY == FIRST_DRAFT:
        _take(made, f"{name} draft", case, CaseOpened(), "hr_lead")
    return _take(made, name, case, Answered(ref, revision, values))


def _prompt(made: Walked, case: Case, form: Form) -> Turn:
    args = form.submit.args
    event = PromptAnswered(args["prompt"], args["risk"] or None, form.submit.revision, MARKER)
    return _take(made, f"prompt {args['prompt']}", case, event)


def _afterwards(made: Walked, case: Case) -> None:
    """Look at the case from both sides, and draw every message that there is about it."""
    _take(made, "again", case, Resumed())
    _take(made, "owner", case, CaseOpened())
    _take(made, "team", case, CaseOpened(), "hr_lead")
    _take(made, "smallest change", case, SmallestChangeAsked(), "hr_lead")
    viewer = Viewer(the_pack(), context("hr_lead"))
    made.messages += [
        (f"{view} at the end", draw_message(viewer, view, case, {})) for view in MESSAGES
    ]


def _name(reply: Reply) -> str:
    return reply.view if isinstance(reply, Card | Form) else "notice"
