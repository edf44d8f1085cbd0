"""What became of a launch on its day: said by whoever holds the case, and told where it must be."""

from collections.abc import Iterator

from flows.cards import Button, Element, Form, Notice, Paragraph, Style, Text, Tone
from flows.case import Case, LaunchWord
from flows.pack.words import in_rows
from flows.people.authority import LEAD_ROLE, Verb, may, to_tell
from flows.screening.launch import LAUNCHED, MOVED, launch_over, planned_launch
from flows.views.forms import FRESH, Filled, case_form, day_field, open_button, text_field
from flows.views.notices import notice
from flows.views.viewer import Viewer

FORM = "launch_answer"
PLANNED, WORDS = "planned_on", "words"


def answer_buttons(viewer: Viewer, case: Case) -> Iterator[Button]:
    """Yield the answers to whether it launched, each of which opens what must be known with it."""
    for answer in viewer.pack.launch.on_the_day.answers:
        yield open_button(viewer, case, FORM, answer, Style.PLAIN, label=f"launch_answer.{answer}")


def launched_button(viewer: Viewer, case: Case) -> Iterator[Button]:
    """Yield the way for whoever holds a case to say that it launched, once its day has come."""
    day, actor = planned_launch(case), viewer.context.actor
    if day is None or day > viewer.context.today or launch_over(case) is not None:
        return
    if actor.person == case.owner and may(actor, Verb.CHANGE, case):
        yield open_button(viewer, case, FORM, LAUNCHED, label=f"launch_answer.{LAUNCHED}")


def launch_form(
    viewer: Viewer, case: Case, answer: str, filled: Filled = FRESH, intro: tuple[Element, ...] = ()
) -> Form:
    """Ask what must be known with an answer, and say who will hear of it."""
    day = (day_field(viewer, PLANNED, filled),) if answer == MOVED else ()
    return case_form(
        viewer,
        case,
        FORM,
        FORM,
        (*day, text_field(viewer, WORDS, filled, optional=True)),
        about=answer,
        revision=len(case.launch_words),
        intro=(*intro, *_said(viewer, case), Paragraph(viewer.say(f"launch_answer.{answer}.what"))),
        confirm=_confirm(viewer, case, answer),
    )


def before_decision(viewer: Viewer, case: Case, answer: str) -> tuple[str, ...]:
    """Return the roles that must know at once: of what launched while nobody had cleared it."""
    rule = viewer.pack.launch.launched_while
    is_early = answer == LAUNCHED and case.launch_status in rule.status
    return to_tell(case, rule.to) if is_early else ()


def said_already(viewer: Viewer, case: Case, word: LaunchWord) -> Notice:
    """Tell whoever comes late what was said of the launch, by whom and when."""
    who, said = viewer.person(word.by), viewer.say(f"launch_answer.{word.answer}")
    return notice(viewer, "late.launch", case, who=who, at=word.at, said=said)


def launch_noted(viewer: Viewer, case: Case, word: LaunchWord, told: tuple[str, ...]) -> Notice:
    """Say what was noted, who is told, and what can be done next."""
    key = "noted.told" if told else f"noted.{word.answer}"
    day, names = word.planned_on or viewer.context.today, _names(viewer, case, told)
    said = viewer.say(key, reference=case.reference, told=names, day=day)
    ways = [Button("list", viewer.say("button.list"))]
    if word.answer not in (LAUNCHED, MOVED) and may(viewer.context.actor, Verb.WITHDRAW, case):
        ways.insert(0, open_button(viewer, case, "withdraw"))
    return Notice(said, Tone.ATTENTION if told else Tone.NEUTRAL, tuple(ways))


def _said(viewer: Viewer, case: Case) -> tuple[Paragraph, ...]:
    """Return what was said of the launch before, when anything was."""
    return tuple(
        Paragraph(
            viewer.say(
                "launch_answer.before",
                who=viewer.person(word.by),
                at=word.at,
                said=viewer.say(f"launch_answer.{word.answer}"),
            )
        )
        for word in case.launch_words[-1:]
    )


def _confirm(viewer: Viewer, case: Case, answer: str) -> Text:
    told = before_decision(viewer, case, answer)
    if told:
        return viewer.say("launch_answer.tells", told=_names(viewer, case, told))
    return viewer.say(f"launch_answer.{answer}.confirm")


def _names(viewer: Viewer, case: Case, roles: tuple[str, ...]) -> Text:
    """Return who is told: the product lead of the case by name, everybody else by role."""
    lead = case.product_lead
    named = (
        viewer.person(lead) if one == LEAD_ROLE and lead else viewer.role(one) for one in roles
    )
    return in_rows(list(named))
