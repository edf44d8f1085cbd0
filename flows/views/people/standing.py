"""Between people and a case: who may see it and why, who was not reached, and what to change."""

from collections.abc import Iterator

from flows.cards import (
    Button,
    Choice,
    Element,
    Facts,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
)
from flows.case import Case, Classed, Confidentiality, Unreached
from flows.pack.words import in_rows
from flows.people.authority import LEAD_ROLE, TEAM_ROLE, Verb, is_team, may, to_tell
from flows.people.hearing import taking_part
from flows.people.profile import SALIENT
from flows.views.forms import (
    FRESH,
    Filled,
    act_button,
    case_form,
    choice_field,
    open_button,
    person_field,
    text_field,
)
from flows.views.reminding.launching import launched_button
from flows.views.viewer import Viewer

CLASS = "confidentiality"
NAMED = "named"
REASON = "reason"
OWNER = "new_owner"


# ------------------------------------------------------------------------------ the full card


def people_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return why a case was withdrawn; to the team also who may see it, and who was not reached."""
    elements: list[Element] = []
    if case.withdrawal is not None:
        who, at = viewer.person(case.withdrawal.by), case.withdrawal.at
        elements.append(
            Note(viewer.say("withdrawal.by", who=who, at=at), (case.withdrawal.reason,))
        )
    if is_team(viewer.context.actor):
        elements += [*unreached_section(viewer, case), *_classes(viewer, case)]
    return elements


def unreached_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return which roles could not be reached about a case, and who was told instead."""
    if not case.unreached:
        return []
    rows = tuple(Item(_unreached(viewer, each)) for each in case.unreached)
    return [Heading(viewer.say("unreached.heading")), Items(rows)]


def people_buttons(viewer: Viewer, case: Case) -> list[Button]:
    """Return what the viewer may change about who sees, holds and hears of a case."""
    return list(_buttons(viewer, case))


def _buttons(viewer: Viewer, case: Case) -> Iterator[Button]:
    actor = viewer.context.actor
    yield from launched_button(viewer, case)
    if may(actor, Verb.CLASSIFY, case):
        yield open_button(viewer, case, "classify", style=Style.QUIET)
        if case.confidentiality is Confidentiality.RESTRICTED:
            yield open_button(viewer, case, "name_people", style=Style.QUIET)
    if may(actor, Verb.CHANGE_OWNER, case):
        yield open_button(viewer, case, "change_owner", style=Style.QUIET)
    if may(actor, Verb.WITHDRAW, case):
        yield open_button(viewer, case, "withdraw", style=Style.QUIET)
    if may(actor, Verb.FOLLOW, case) and actor.person != case.owner:
        yield _follow(viewer, case)


def _follow(viewer: Viewer, case: Case) -> Button:
    hears = viewer.context.actor.person in taking_part(case)
    label, wanted = ("act.leave", "") if hears else ("act.follow", "yes")
    return act_button(viewer, case, "follow", style=Style.QUIET, label=label, hears=wanted)


def _unreached(viewer: Viewer, each: Unreached) -> Text:
    role, at = viewer.role(each.role), each.at
    if not each.instead:
        return viewer.say("unreached.nobody", role=role, at=at)
    who = in_rows([_role_or_person(viewer, id) for id in each.instead])
    return viewer.say("unreached.instead", role=role, at=at, who=who)


def _role_or_person(viewer: Viewer, id: str) -> Text:
    return viewer.role(id) if id in viewer.pack.role else viewer.person(id)


def _classes(viewer: Viewer, case: Case) -> list[Element]:
    """Return who may see a case now, and since when and why, to the team alone."""
    if not case.classes:
        return []
    facts = tuple(
        (viewer.say("classes.since", at=one.at), _classed(viewer, one)) for one in case.classes
    )
    return [Heading(viewer.say("classes.heading")), Facts(facts)]


def _classed(viewer: Viewer, one: Classed) -> Text:
    by = viewer.say("classes.answers") if one.by == SALIENT else viewer.person(one.by)
    kind = viewer.say(f"class.{one.confidentiality.value}")
    named = (
        in_rows([viewer.person(id) for id in one.people]) if one.people else viewer.say("nobody")
    )
    if one.confidentiality is Confidentiality.RESTRICTED:
        kind = viewer.say("classes.named", kind=kind, who=named)
    if not one.reason:
        return viewer.say("classes.by", kind=kind, by=by)
    return viewer.say("classes.because", kind=kind, by=by, reason=(one.reason,))


# ----------------------------------------------------------------------------------- forms


def class_form(
    viewer: Viewer, case: Case, filled: Filled = FRESH, intro: tuple[Element, ...] = ()
) -> Form:
    """Ask the team who may see a case, who is named on it, and why."""
    choices = (Choice(each.value, viewer.say(f"class.{each.value}")) for each in Confidentiality)
    return case_form(
        viewer,
        case,
        "classify",
        "class",
        (
            choice_field(viewer, CLASS, choices, filled, case.confidentiality.value),
            person_field(viewer, NAMED, filled, _first_named(case), many=True, optional=True),
            text_field(viewer, REASON, filled),
        ),
        revision=len(case.classes),
        intro=(*intro, Paragraph(viewer.say("classify.what"))),
        confirm=viewer.say("classify.confirm", reference=case.reference),
    )


def name_form(
    viewer: Viewer, case: Case, filled: Filled = FRESH, intro: tuple[Element, ...] = ()
) -> Form:
    """Ask the team who may see a restricted case beside itself."""
    return case_form(
        viewer,
        case,
        "name_people",
        "name_people",
        (person_field(viewer, NAMED, filled, case.participants, many=True),),
        revision=len(case.classes),
        intro=intro,
        confirm=viewer.say("classify.confirm", reference=case.reference),
    )


def withdraw_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    """Ask the owner why a launch is not pursued, and say who will hear of it."""
    roles = to_tell(case, tuple(dict.fromkeys((*case.told, TEAM_ROLE))))
    told = viewer.roles(tuple(role for role in roles if role != LEAD_ROLE))
    confirm = viewer.say("withdraw.confirm", reference=case.reference, told=told)
    fields = (text_field(viewer, REASON, filled),)
    intro = (Paragraph(viewer.say("withdraw.what")),)
    return case_form(viewer, case, "withdraw", "withdraw", fields, intro=intro, confirm=confirm)


def owner_form(
    viewer: Viewer, case: Case, filled: Filled = FRESH, intro: tuple[Element, ...] = ()
) -> Form:
    """Ask who holds the case from now on."""
    confirm = viewer.say("change_owner.confirm", who=viewer.person(case.owner))
    return case_form(
        viewer,
        case,
        "change_owner",
        "change_owner",
        (person_field(viewer, OWNER, filled),),
        args={"owner": case.owner},
        intro=intro,
        confirm=confirm,
    )


def _first_named(case: Case) -> tuple[str, ...]:
    """Return who would be named at first: whoever is, else whoever holds the case or answered."""
    if case.confidentiality is Confidentiality.OPEN:
        return tuple(dict.fromkeys((case.owner, *case.participants)))
    return case.participants
