"""Cases in every state of their life, somebody of every role and tie, and all they can press."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import assert_never
from uuid import UUID

import flows.acts
from flows.acts import Act, event_of
from flows.cards import (
    Button,
    ConversationField,
    DateField,
    Field,
    Form,
    MultiField,
    PersonField,
    RatingField,
    Reply,
    SingleField,
    TextField,
    Value,
)
from flows.case import Case, Confidentiality, Kind
from flows.casework.forms import FORMS
from flows.events import (
    ConcernOpened,
    ConcernRaised,
    FormOpened,
    LoadHandedOn,
    OnCase,
    RoleUnreached,
    SmallestChangeAsked,
    WindowClosed,
)
from flows.people.authority import Part
from flows.people.profile import Profile
from flows.step import Turn, step
from tests.flows.escalating import decided, decides, opens, sends, with_team
from tests.flows.interview import test_handing_over as handing_over
from tests.flows.measures import test_verifying as verifying
from tests.flows.people import test_case_people as people
from tests.flows.rounds import test_experts as experts
from tests.flows.rounds import test_incidents as incidents
from tests.flows.rounds import test_rounds as rounds
from tests.flows.rounds import test_unknowns as unknowns
from tests.flows.screening import CASE_ID, PEOPLE, Screening, buttons_in, up_to
from tests.flows.tracking import all_but, does, finished, looked_at, planned, presses
from tests.worked import the_pack

TYPED = "Typed in private and meant for nobody else."
HELPERS: Mapping[str, Profile] = {
    "paula": Profile("Paula Participant"),
    "olaf": Profile("Olaf Owner-of-a-measure"),
    "vera": Profile("Vera Verifier"),
    "ida": Profile("Ida Item"),
}
"""Those whose only tie to a case is one thing that they hold in it."""


def _of_each_role() -> dict[str, Profile]:
    """Return somebody of each role of the pack who has nothing else to do with a case."""
    known = {person.roles for person in PEOPLE.values()}
    roles = (role.id for role in the_pack().roles)
    alone = (id for id in roles if id == "product_lead" or frozenset({id}) not in known)
    return {f"of {id}": Profile(f"Only {id}", roles=frozenset({id})) for id in alone}


EVERYBODY: Mapping[str, Profile] = {**PEOPLE, **HELPERS, **_of_each_role()}


# ------------------------------------------------------------------------------------ states


def _asked() -> Screening:
    run = with_team()
    opens(run, "ask_team", "hana")
    sends(run, {"words": TYPED}, "hana")
    return run


def _one_voice() -> Screening:
    run = with_team()
    decides(run, "proceed_with_conditions", "hana")
    return run


def _differing() -> Screening:
    run = _one_voice()
    decides(run, "pause", "leo")
    return run


def _tracking() -> Screening:
    """Measures of every state: proposed, planned, blocked, implemented, effective, not needed."""
    run = decided()
    run.people = EVERYBODY
    held: dict[str, Value] = {"owner": "olaf", "verifier": "vera"}
    sources = [one.source for one in run.case.measures if one.source][:5]
    planned(run, sources[0], **held)
    does(run, planned(run, sources[1], **held), "block", {"why": TYPED, "who": "sam"}, "olaf")
    finished(run, planned(run, sources[2], **held), "olaf")
    looked_at(run, finished(run, planned(run, sources[3], **held), "olaf"), by="vera")
    does(run, run.case.measures[-1], "refuse", {"reason": TYPED}, "jonas")
    return run


def _unknowns() -> Screening:
    run = unknowns.unsure()
    run.people = EVERYBODY
    first = run.case.unknowns[0]
    presses(run, "assign", str(first.id), "hana")
    sends(run, {"owner": "ida", "due_on": "2026-03-20"}, "hana")
    return run


def _concern() -> Screening:
    run = Screening()
    raised = ConcernRaised("SAL-77", "mira", TYPED)
    run.happens(ConcernOpened(CASE_ID, "SAL-QK7RTZ", raised), "salient")
    return run


def _restricted() -> Screening:
    run = with_team()
    run.people = EVERYBODY
    people.classifies(run, "restricted", "paula", "leo")
    return run


def _closed() -> Screening:
    run, measure = verifying.closed()
    all_but(run, measure)
    return run


OF_SUBJECTS = ("snooze", "not_mine", "why_me")
"""Forms and verbs about what somebody is reminded of."""

STATES: Mapping[str, Callable[[], Screening]] = {
    "draft": lambda: up_to("G02", "U01"),
    "early notice": handing_over.early,
    "handed over": handing_over.handed,
    "with the team": with_team,
    "asked": _asked,
    "one voice": _one_voice,
    "two differ": _differing,
    "decided": decided,
    "tracking": _tracking,
    "unknowns": _unknowns,
    "expert asked": experts.asked,
    "expert replied": lambda: experts.replied(experts.asked()),
    "second round": lambda: rounds.changed("G09", "TR01"),
    "harm reported": lambda: incidents.reported(with_team(), "RK07"),
    "closed": _closed,
    "withdrawn": people.withdrawn,
    "restricted": _restricted,
    "sealed": lambda: _sealed(_tracking()),
    "concern": _concern,
}


def _sealed(run: Screening) -> Screening:
    people.classifies(run, "sealed")
    return run


# ------------------------------------------------------------------------------ what is pressed


@dataclass(frozen=True, slots=True)
class Try:
    """Something that can be pressed or sent, and the event it means."""

    name: str
    event: OnCase


def verbs_of_acts() -> set[str]:
    """Return every verb that an act can have, as the code that reads them is written."""
    folder = Path(flows.acts.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py"))
    values = (
        pattern.value
        for tree in trees
        for pattern in ast.walk(tree)
        if isinstance(pattern, ast.MatchValue)
    )
    return {str(one.value) for one in values if isinstance(one, ast.Constant)}


@dataclass(frozen=True, slots=True)
class State:
    """A case as it stands; whatever is tried on it, it stays so. What was tried is remembered."""

    run: Screening
    turns: dict[tuple[str, str], Turn] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        return self.run.case

    def turn(self, event: OnCase, by: str) -> Turn:
        """Return what an event comes to when somebody sends it now."""
        key = (repr(event), by)
        if key not in self.turns:
            self.turns[key] = step(self.run.pack, self.case, event, self.run.context(by))
        return self.turns[key]


@cache
def in_state(name: str) -> State:
    """Return a case in a state of its life, with everybody there and Paula taking part."""
    run = STATES[name]()
    run.people = EVERYBODY
    case = run.case
    if case.confidentiality is Confidentiality.OPEN and case.rounds:
        run.present = replace(case, participants=(*case.participants, "paula"))
    return State(run)


def tries(state: State) -> tuple[Try, ...]:
    """Return all that anybody could send: every form, what is on it, every button, every verb."""
    found: dict[str, Try] = {}
    for name, event in (*_opened(state.case), *_bare(state.case), *_by_salient()):
        found.setdefault(repr(event), Try(name, event))
    for reply in list(_drawn(state, tuple(found.values()))):
        for name, event in pressed(reply):
            found.setdefault(repr(event), Try(name, event))
    return tuple(found.values())


def _opened(case: Case) -> Iterator[tuple[str, OnCase]]:
    for form in FORMS:
        for about in _named_by(form, case):
            if about or form != "reply_expert":  # opened from a list it finds its own question
                yield f"form {form}", FormOpened(form, about)


def _named_by(form: str, case: Case) -> Iterator[str]:
    """Yield what a form of this name may be opened about."""
    if form == "launch_answer":
        yield from ("", "nothing known", *the_pack().launch.on_the_day.answers)
    else:
        yield from _subjects(case) if form in OF_SUBJECTS else _abouts(case)


def _subjects(case: Case) -> Iterator[str]:
    """Yield things that somebody may be reminded of, those that are not there as well."""
    yield from ("", "nothing known", "launch", "draft", "round:2", "review", "evidence:none")
    measures = {one.state: one for one in case.measures}.values()
    yield from (f"{kind}:{one.id}" for one in measures for kind in (Kind.MEASURE, Kind.CHECK))
    yield from (f"item:{one.id}" for one in case.open_items[:1])
    yield from (f"{kind}:none" for kind in (Kind.MEASURE, Kind.ITEM))
    yield from (f"escalation:{one.id}" for one in case.escalations)


def _abouts(case: Case) -> Iterator[str]:
    """Yield what a form may be about: nothing, no such thing, and one of each kind and state."""
    yield from ("", "nothing known", "pause")
    measures = {one.state: one for one in case.measures}.values()
    held: tuple[Part, ...] = (*measures, *case.open_items[:1], *case.expert_questions[:1])
    yield from (str(one.id) for one in held)
    for escalation in case.escalations:
        yield from (str(one.id) for one in escalation.questions)
    yield from (each.risk for each in (case.outcome.findings if case.outcome else ())[:1])


def _bare(case: Case) -> Iterator[tuple[str, OnCase]]:
    """Yield every verb by itself, about each kind of thing there is."""
    page = {"page": "P01", "intent": "next", "accepted": "yes", "hears": "yes"}
    held = (case.measures, case.open_items, case.expert_questions)
    abouts = [str(UUID(int=1)), *(str(kind[0].id) for kind in held if kind)]
    for verb in sorted(verbs_of_acts() - {"form"}):
        for about in _subjects(case) if verb in OF_SUBJECTS else abouts:
            args = {**page, "about": about, "outcome": "pause", "risk": "RK04"}
            event = event_of(Act(verb, args, case.revision))
            if isinstance(event, OnCase):
                yield verb, event


def _by_salient() -> Iterator[tuple[str, OnCase]]:
    """Yield what no verb means, and only Salient itself or an admin brings about."""
    yield "hand on", LoadHandedOn("mira", "otto")
    yield "unreached", RoleUnreached("legal", ("sam",))
    yield "window closed", WindowClosed()


def whoever_tries(event: OnCase) -> tuple[str, ...]:
    """Return everybody; the smallest change takes its time, and one of the team tries it."""
    slow = ("jonas", "of human_rights_lead") if isinstance(event, SmallestChangeAsked) else ()
    return tuple(person for person in EVERYBODY if person not in slow)


def _drawn(state: State, found: tuple[Try, ...]) -> Iterator[Reply]:
    """Yield each form as the first who may open it sees it, and each card as everybody does."""
    for each in found:
        for person in whoever_tries(each.event):
            replies = state.turn(each.event, person).replies
            yield from replies
            if isinstance(each.event, FormOpened) and isinstance(replies[0], Form):
                break


def pressed(reply: Reply) -> Iterator[tuple[str, OnCase]]:
    """Yield what the buttons of a reply mean on a case, with its fields filled in."""
    for button in buttons_in(reply):
        event = meant(reply, button)
        if event is not None:
            yield button.verb, event


def meant(reply: Reply, button: Button) -> OnCase | None:
    """Return what a button means, sent with the fields that it is shown with."""
    values = {one.id: plausible(one) for one in reply.fields} if isinstance(reply, Form) else {}
    event = event_of(Act(button.verb, button.args, button.revision, values))
    return event if isinstance(event, OnCase) else None


def plausible(one: Field) -> Value:
    """Return something that a field takes: what stands in it, else what somebody might say."""
    if one.value:
        return one.value
    match one.kind:
        case TextField(max_chars=most):
            return TYPED[:most]
        case DateField():
            return "2026-06-01"
        case SingleField(choices) | RatingField(choices):
            return choices[0].id if choices else ""
        case MultiField(choices):
            return (choices[0].id,) if choices else ()
        case PersonField(many=many):
            return ("jonas",) if many else "jonas"
        case ConversationField():
            return "C1"
        case _:
            assert_never(one.kind)
