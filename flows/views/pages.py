"""The pages of a screening as forms."""

from collections.abc import Mapping
from typing import assert_never

from flows.cards import (
    Button,
    Choice,
    DateField,
    Element,
    Field,
    FieldKind,
    Form,
    Item,
    Items,
    MultiField,
    Note,
    Paragraph,
    PersonField,
    RatingField,
    SingleField,
    Style,
    Text,
    TextField,
    Tone,
    Value,
)
from flows.case import Answer, Case, Place, Summary
from flows.events import Intent
from flows.pack import anchors
from flows.pack.questions import Kind, Question
from flows.pack.words import Said, joined
from flows.people.authority import Verb, may
from flows.screening.interview import answers_left, page_before, page_revision
from flows.screening.suggested import suggested
from flows.screening.taking import NOTE_CHARS, Fault, note_field
from flows.screening.walk import ACTION, Page, Walk
from flows.views.viewer import Viewer, launch_day

LONG_TEXT = 200
"""From so many characters on, a text gets a field of several lines."""


def page_form(
    viewer: Viewer,
    case: Case,
    course: Walk,
    page: Page,
    *,
    typed: Mapping[str, Value] | None = None,
    faults: Mapping[str, Fault] | None = None,
    asides: Mapping[str, Text] | None = None,
    intro: tuple[Element, ...] = (),
    confirmed: str = "",
) -> Form:
    """Draw one page: what was typed last, else what was answered, else what is suggested.

    `faults` and `asides` stand at their fields; `confirmed` lets the next sending put aside the
    answers that it stands for.
    """
    filled = _filled(viewer, case, course, page)
    fields: list[Field] = []
    for id in page.shown:
        fields += _fields(viewer, case, course, page, id, filled.get(id))
    args = {"case": str(case.id), "page": str(page.ref)}
    if confirmed:
        args["confirmed"] = confirmed
    return Form(
        view="page",
        title=_title(viewer, page),
        intro=(*intro, *_explained(viewer, course, page)),
        fields=tuple(_with(field, typed, faults, asides, viewer) for field in fields),
        submit=_send(
            viewer, case, page, args, Intent.NEXT, "button.confirm" if confirmed else "button.next"
        ),
        others=_others(viewer, case, course, page, args),
        progress=viewer.say("progress.left", left=answers_left(viewer.pack, case.round.answers)),
        reminder=_reminder(viewer, page),
    )


def _title(viewer: Viewer, page: Page) -> Text:
    if page.risk is None:
        return viewer.section(page.section)
    key = "page.do" if page.section == ACTION else "page.harm"
    return viewer.say(key, risk=viewer.risk(page.risk))


def _explained(viewer: Viewer, course: Walk, page: Page) -> tuple[Element, ...]:
    """Say what a page is about: the harms found so far, or the rights that one harm touches."""
    if page.risk is None:
        if not any(viewer.pack.question[id].type == Kind.MULTI_RISK for id in page.shown):
            return ()
        found = tuple(Item(viewer.risk(risk)) for risk in _found(course, page))
        return (Paragraph(viewer.say("page.found")), Items(found))
    rights = {right.id: right for right in viewer.pack.rights}
    touched = [rights[id] for id in viewer.pack.risk[page.risk].rights]
    plain = " ".join(str(viewer.text(r.id, "plain", r.plain)[0]) for r in touched)
    return (Note(viewer.say("page.rights_label"), (plain,)),)


def _send(
    viewer: Viewer, case: Case, page: Page, args: Mapping[str, str], intent: Intent, label: str
) -> Button:
    return Button(
        verb="answer",
        label=viewer.say(label),
        args={**args, "intent": intent.value},
        revision=page_revision(case.round, page),
        style=Style.PRIMARY if intent is Intent.NEXT else Style.QUIET,
    )


def _others(
    viewer: Viewer, case: Case, course: Walk, page: Page, args: Mapping[str, str]
) -> tuple[Button, ...]:
    buttons = [
        _send(viewer, case, page, args, Intent.SKIP, "button.skip"),
        _send(viewer, case, page, args, Intent.LEAVE, "button.leave"),
    ]
    if page_before(course, page.ref) is not None:
        buttons.insert(0, _send(viewer, case, page, args, Intent.BACK, "button.back"))
    return tuple(buttons)


def _reminder(viewer: Viewer, page: Page) -> Text:
    """Remind whoever types freely not to name people who could be harmed."""
    if any(viewer.pack.question[id].type == Kind.TEXT for id in page.shown):
        reminder = viewer.pack.confidentiality.free_text_reminder
        return viewer.text("confidentiality", "free_text_reminder", reminder)
    return ()


def ideas(viewer: Viewer, case: Case, course: Walk, page: Page) -> Mapping[str, Answer]:
    """Return what is suggested on a page, by question: measures, owner, day and indicator."""
    if page.risk is None or page.section != ACTION:
        return {}
    return suggested(
        course,
        page.risk,
        today=viewer.context.now.date(),
        launch=launch_day(case.round),
        owner=case.owner,
    )


def _filled(
    viewer: Viewer, case: Case, course: Walk, page: Page
) -> Mapping[str, tuple[Answer, bool]]:
    """Return what stands in the fields, and whether it was only suggested."""
    filled = {id: (idea, True) for id, idea in ideas(viewer, case, course, page).items()}
    for id in page.shown:
        given = case.round.given.get((id, page.risk))
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
    given = case.round.given.get(place)
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


def _found(course: Walk, page: Page) -> list[str]:
    """Return the harms that answers raised, without those named on this very page."""
    named = {(id, None) for id in page.shown}
    return [risk for risk in course.raised if not named & set(course.facts.raised[risk])]


def _kind(viewer: Viewer, question: Question, course: Walk, page: Page) -> FieldKind:
    match question.type:
        case Kind.TEXT:
            limit = question.max_chars or 3000
            return TextField(long=limit >= LONG_TEXT, max_chars=limit)
        case Kind.DATE:
            return DateField()
        case Kind.PERSON:
            people = viewer.context.people.items()
            return PersonField(tuple(Choice(id, (profile.name,)) for id, profile in people))
        case Kind.SCALE:
            return RatingField(_choices(viewer, question))
        case Kind.SINGLE | Kind.YES_NO:
            return SingleField(_choices(viewer, question))
        case Kind.MULTI:
            return MultiField(_choices(viewer, question), question.alone)
        case Kind.MULTI_RISK:
            return MultiField(_risks(viewer, question, _found(course, page)), question.alone)
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


def _with(
    field: Field,
    typed: Mapping[str, Value] | None,
    faults: Mapping[str, Fault] | None,
    asides: Mapping[str, Text] | None,
    viewer: Viewer,
) -> Field:
    fault = (faults or {}).get(field.id)
    return Field(
        id=field.id,
        label=field.label,
        kind=field.kind,
        value=field.value if typed is None else typed.get(field.id, ""),
        why=field.why,
        error=viewer.say(fault.key, **fault.said) if fault is not None else (),
        optional=field.optional,
        suggested=field.suggested and typed is None,
        aside=(asides or {}).get(field.id, ()),
    )


def warning(viewer: Viewer, key: str, **said: Said) -> Note:
    """Return a note above a page that asks for a second look."""
    return Note(viewer.say("label.attention"), viewer.say(key, **said), Tone.ATTENTION)


def same_launch_note(viewer: Viewer) -> tuple[Element, ...]:
    """Warn that the launch just named has an open case already, and offer to go there."""
    entries = tuple(
        Item(
            title=viewer.say("same_launch.case", reference=other.reference),
            lines=(
                viewer.say(
                    "same_launch.since", who=viewer.person(other.owner), at=other.started_at
                ),
            ),
            buttons=(_go_there(viewer, other),),
        )
        for other in viewer.context.same_launch
    )
    return (warning(viewer, "same_launch"), Items(entries)) if entries else ()


def _go_there(viewer: Viewer, other: Summary) -> Button:
    answers = may(viewer.context.actor, Verb.ANSWER, other)
    verb, label = ("resume", "button.resume") if answers else ("see", "button.open")
    return Button(verb, viewer.say(label), {"case": str(other.case_id)})
