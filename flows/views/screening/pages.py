"""The pages of a screening as forms."""

from collections.abc import Mapping

from flows.cards import (
    Button,
    Element,
    Field,
    Form,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
    Tone,
    Value,
)
from flows.case import Case, Summary
from flows.events import Intent
from flows.pack.questions import Kind
from flows.pack.words import Said
from flows.people.authority import Verb, may
from flows.screening.interview import answers_left, page_before, page_revision
from flows.screening.taking import Fault
from flows.screening.walk import ACTION, Page, Walk
from flows.views.screening.fields import fields_of, found_before
from flows.views.viewer import Viewer

MOST_OF_A_LAUNCH = 5
"""How many open cases of one launch are shown above a page; the others stand in the list."""


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
    fields = fields_of(viewer, case, course, page)
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
        anew=viewer.anew("open", case=str(case.id), page=str(page.ref)),
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
        found = tuple(Item(viewer.risk(risk)) for risk in found_before(course, page))
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
    return (*buttons, *hand_over_button(viewer, case))


def hand_over_button(viewer: Viewer, case: Case) -> tuple[Button, ...]:
    """Return the way to hand a screening over, once something in it needs the team at once."""
    is_early = case.is_draft and case.round.early_rules != ()
    if not is_early or not may(viewer.context.actor, Verb.HAND_OVER, case):
        return ()
    label, confirm = viewer.say("button.hand_over"), viewer.say("hand_over.confirm")
    args = {"case": str(case.id)}
    return (Button("hand_over", label, args, style=Style.QUIET, confirm=confirm),)


def _reminder(viewer: Viewer, page: Page) -> Text:
    """Remind whoever types freely not to name people who could be harmed."""
    if any(viewer.pack.question[id].type == Kind.TEXT for id in page.shown):
        return viewer.reminder
    return ()


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


def same_launch_note(viewer: Viewer, case: Case) -> tuple[Element, ...]:
    """Warn that the launch just named has an open case, and offer the answers of earlier ones."""
    entries = tuple(
        Item(
            title=viewer.say("same_launch.case", reference=other.reference),
            lines=(
                viewer.say(
                    "same_launch.since", who=viewer.person(other.owner), at=other.started_at
                ),
            ),
            buttons=(_go_there(viewer, other), *_copy_from(viewer, case, other)),
        )
        for other in viewer.context.same_launch[:MOST_OF_A_LAUNCH]
    )
    more = len(viewer.context.same_launch) - len(entries)
    rest = (Paragraph(viewer.say("same_launch.more", count=more)),) if more else ()
    open_ones = (warning(viewer, "same_launch"), Items(entries), *rest) if entries else ()
    return (*open_ones, *_earlier(viewer, case))


def _earlier(viewer: Viewer, case: Case) -> tuple[Element, ...]:
    """Offer the answers of cases of this launch that are over."""
    entries = tuple(
        Item(
            title=viewer.say("same_launch.case", reference=other.reference),
            lines=(viewer.say("same_launch.over", who=viewer.person(other.owner)),),
            buttons=_copy_from(viewer, case, other),
        )
        for other in viewer.context.earlier[:MOST_OF_A_LAUNCH]
    )
    return (Paragraph(viewer.say("same_launch.earlier")), Items(entries)) if entries else ()


def _copy_from(viewer: Viewer, case: Case, other: Summary) -> tuple[Button, ...]:
    """Offer the answers of another case, as long as none were copied and nothing was sent."""
    if len(case.rounds) > 1 or not case.is_draft:
        return ()
    args = {"case": str(case.id), "about": str(other.case_id)}
    return (Button("copy", viewer.say("button.copy"), args),)


def _go_there(viewer: Viewer, other: Summary) -> Button:
    answers = may(viewer.context.actor, Verb.ANSWER, other)
    verb, label = ("resume", "button.resume") if answers else ("see", "button.open")
    return Button(verb, viewer.say(label), {"case": str(other.case_id)})
