"""The fields of a page: what is asked, what stands in them, and what can be chosen."""

from collections.abc import Mapping
from typing import assert_never

from flows.cards import (
    Choice,
    DateField,
    Field,
    FieldKind,
    MultiField,
    PersonField,
    RatingField,
    SingleField,
    Text,
    TextField,
    Value,
)
from flows.case import Answer, Case, Place
from flows.pack import anchors
from flows.pack.questions import Kind, Question
from flows.pack.words import joined
from flows.screening.launch import planned_launch
from flows.screening.suggested import suggested
from flows.screening.taking import NOTE_CHARS, note_field
from flows.screening.walk import ACTION, Page, Walk
from flows.views.viewer import Viewer

LONG_TEXT = 200
"""From so many characters on, a text gets a field of several lines."""


def fields_of(viewer: Viewer, case: Case, course: Walk, page: Page) -> list[Field]:
    """Return the fields of a page with what was answered in them, else what is suggested."""
    filled = _filled(viewer, case, course, page)
    fields: list[Field] = []
    for id in page.shown:
        fields += _fields(viewer, case, course, page, id, filled.get(id))
    return fields


def ideas(viewer: Viewer, case: Case, course: Walk, page: Page) -> Mapping[str, Answer]:
    """Return what is suggested on a page, by question: what was answered before it was asked
    again, else measures, owner, day and indicator."""
    round = case.round
    places = [(id, page.risk) for id in page.shown]
    again = [place for place in places if place in round.known and place not in round.standing]
    earlier = {id: round.known[id, risk].value for id, risk in again}
    return {**_for_action(viewer, case, course, page), **earlier}


def _for_action(viewer: Viewer, case: Case, course: Walk, page: Page) -> Mapping[str, Answer]:
    if page.risk is None or page.section != ACTION:
        return {}
    return suggested(
        course,
        page.risk,
        today=viewer.context.today,
        launch=planned_launch(case),
        owner=case.owner,
    )


def found_before(course: Walk, page: Page) -> list[str]:
    """Return the harms that answers raised, without those named on this very page."""
    named = {(id, None) for id in page.shown}
    return [risk for risk in course.raised if not named & set(course.facts.raised[risk])]


def _filled(
    viewer: Viewer, case: Case, course: Walk, page: Page
) -> Mapping[str, tuple[Answer, bool]]:
    """Return what stands in the fields, and whether it was only suggested."""
    filled = {id: (idea, True) for id, idea in ideas(viewer, case, course, page).items()}
    for id in page.shown:
        given = case.round.standing.get((id, page.risk))
        if given is not None:
            filled[id] = (given.value, False)
    return filled


def _fields(
    viewer: Viewer,
    case: Case,
    course: Walk,
    page: Page,
    id: str,
    filled: tuple[Answer, bool] | None,
) -> list[Field]:
    question = viewer.pack.question[id]
    answer, is_idea = filled if filled is not None else (None, False)
    fields = [
        Field(
            id=id,
            label=viewer.question(id, page.risk),
            kind=_kind(viewer, question, course, page),
            value=_as_value(viewer, question, answer),
            why=_why(viewer, question),
            optional=question.optional,
            suggested=is_idea,
        )
    ]
    remark = viewer.pack.remarks.get(id)
    if remark is not None:
        fields.append(_note(viewer, case, (id, page.risk), remark.label))
    return fields


def _note(viewer: Viewer, case: Case, place: Place, label: str) -> Field:
    given = case.round.known.get(place)
    local = viewer.words.remarks.get(place[0])
    return Field(
        id=note_field(place[0]),
        label=(local.label if local is not None else label,),
        kind=TextField(long=True, max_chars=NOTE_CHARS),
        value=given.note if given is not None else "",
        optional=True,
    )


def _as_value(viewer: Viewer, question: Question, answer: Answer | None) -> Value | None:
    """Return an answer as its field takes it; what is kept apart shows as the harmless option."""
    if answer is None or isinstance(answer, str):
        return answer
    private = viewer.pack.confidentiality.private_case
    stored = set(private.stored_in_shared_record_as.values())
    return tuple(
        private.result_as
        if option in stored and question.id == viewer.pack.private_question
        else option
        for option in answer
    )


def _why(viewer: Viewer, question: Question) -> Text:
    why = viewer.why(question)
    if question.id != anchors.COUNTRIES:
        return why
    return joined([*why, " ", *_countries(viewer)])


def _countries(viewer: Viewer) -> Text:
    if not viewer.pack.countries:
        return viewer.say("countries.none")
    listed = ", ".join(
        f"{entry['country']} ({entry['reason']}, {entry['date']})"
        for entry in viewer.pack.countries
    )
    return viewer.say("countries.listed", countries=listed)


def _kind(viewer: Viewer, question: Question, course: Walk, page: Page) -> FieldKind:
    match question.type:
        case Kind.TEXT:
            limit = question.max_chars or 3000
            return TextField(long=limit >= LONG_TEXT, max_chars=limit)
        case Kind.DATE:
            return DateField()
        case Kind.PERSON:
            people = viewer.context.people.items()
            named = tuple(Choice(id, (profile.name,)) for id, profile in people)
            return PersonField(named, anyone=True)
        case Kind.SCALE:
            return RatingField(_choices(viewer, question))
        case Kind.SINGLE | Kind.YES_NO:
            return SingleField(_choices(viewer, question))
        case Kind.MULTI:
            return MultiField(_choices(viewer, question), question.alone)
        case Kind.MULTI_RISK:
            return MultiField(_risks(viewer, question, found_before(course, page)), question.alone)
        case Kind.MULTI_MITIGATION:
            return MultiField(_measures(viewer, question, page.risk or ""), question.alone)
        case _:
            assert_never(question.type)


def _choices(viewer: Viewer, question: Question) -> tuple[Choice, ...]:
    hints = _hints(viewer, question)
    return tuple(
        Choice(
            option.id,
            viewer.text(question.id, option.id, option.text),
            hint=viewer.text(f"{question.id}.{option.id}", "example", hint) if hint else (),
        )
        for option in question.options
        for hint in [option.example or hints.get(option.id, "")]
    )


def _hints(viewer: Viewer, question: Question) -> Mapping[str, str]:
    """Return everyday examples and reasons for the options that the taxonomy explains."""
    pack = viewer.pack
    match question.id:
        case anchors.CAPABILITIES:
            return {entry.id: entry.example for entry in pack.capabilities}
        case anchors.SETTINGS:
            return {entry.id: entry.why for entry in pack.contexts}
        case anchors.GROUPS:
            return {entry.id: entry.note for entry in pack.groups if entry.higher_risk}
        case _:
            return {}


def _risks(viewer: Viewer, question: Question, found: list[str]) -> tuple[Choice, ...]:
    group = viewer.say("group.other_harms")
    missing = (id for id in viewer.pack.risk if id not in found)
    others = (Choice(id, viewer.risk(id), group=group) for id in missing)
    return (*_choices(viewer, question), *others)


def _measures(viewer: Viewer, question: Question, risk: str) -> tuple[Choice, ...]:
    """Offer all suggested measures at once, each of them alone, and every other one."""
    ideas = viewer.pack.risk[risk].mitigations
    hint = viewer.say(
        "measures.are", measures="; ".join(str(viewer.measure(id)[0]) for id in ideas)
    )
    own = [
        Choice(choice.id, choice.text, hint=hint if choice.id == "defaults" else ())
        for choice in _choices(viewer, question)
    ]
    near = [id for id in viewer.pack.measure if id in ideas]
    far = [id for id in viewer.pack.measure if id not in ideas]
    return (
        *own,
        *(Choice(id, viewer.measure(id), group=viewer.say("group.suggested")) for id in near),
        *(Choice(id, viewer.measure(id), group=viewer.say("group.other_measures")) for id in far),
    )
