"""Cases after their screening at the moments of their lives, and all that people are shown there.

Every card that somebody sees is looked at, and every form that it offers is opened, sent
empty, and sent with nonsense, so that none can be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, partial

from flows.cards import Card, DateField, Form, Reply, TextField, Value
from flows.case import Confidentiality, Kind, Measure, MeasureState, Phase, Unreached
from flows.effects import Notify
from flows.events import FormOpened, HandedOverEarly, MeasureOpened, WhyAsked
from flows.people.due.reminders import reminders
from flows.people.due.stages import Due
from flows.views.messages import MESSAGES, draw_message
from flows.views.reminding.morning import Line, morning_card
from flows.views.viewer import Viewer
from tests.channels.replies import MARKER
from tests.flows.escalating import NEEDS, acts, agrees, decides, opens, sends
from tests.flows.screening import LAUNCH, NOW, PEOPLE, Screening, buttons_in, played, up_to
from tests.flows.tracking import does, looks, named, opens_named

HELD, ADVISED, ALONE = "G02", "G05", "G09"
SAID = {"words": f"{MARKER}: what does the works council say?"}
WHY = {"reason": f"{MARKER}: there is a reason."}
PROOF = {"proof": f"{MARKER}: page 3 of the report", "link": "https://example.org/report"}
WORKS: Mapping[str, Value] = {"works": "yes", "value": f"{MARKER}: 0 of 40", **PROOF}
FAILS: Mapping[str, Value] = {**WORKS, "works": "no", "next_step": f"{MARKER}: leave out names"}
PLAN: Mapping[str, Value] = {
    "owner": "ines", "due_on": "2026-05-01", "indicator": f"{MARKER}: names in reports",
    "baseline": "40", "target": "0", "verifier": "jonas",
}  # fmt: skip
CONDITION = {"condition.1": f"{MARKER}: no names in reports"}
MEASURE = "MT10"
LAUNCH_ANSWERS = ("launched", "moved", "stopped")


@dataclass
class Life:
    """What was shown at one moment of a case, and the messages that were owed by then."""

    shown: list[tuple[str, Reply]] = field(default_factory=list)
    messages: list[tuple[str, Card]] = field(default_factory=list)


def shown_on_the_way() -> Iterator[tuple[str, Reply]]:
    """Return every reply of every moment, once each, with a name that says who saw it."""
    for moment, life in lives().items():
        yield from ((f"{moment}, {name}", reply) for name, reply in life.shown)


def told_on_the_way() -> Iterator[tuple[str, Card]]:
    """Return every message that was owed, and at each moment every other as it would be drawn."""
    for moment, life in lives().items():
        yield from ((f"{moment}, {view}", card) for view, card in life.messages)


def shown_at(moment: str, view: str, by: str = "") -> Card | Form:
    """Return the first card or form of a name at a moment, as somebody saw it."""
    return next(
        reply
        for name, reply in lives()[moment].shown
        if isinstance(reply, Card | Form) and reply.view == view and name.startswith(by)
    )


@cache
def lives() -> Mapping[str, Life]:
    """Come to every moment, and look at everything there that was not seen before."""
    opened, seen, made = set[str](), set[str](), dict[str, Life]()
    for moment, comes in MOMENTS.items():
        run = comes()
        shown = [("last", run.reply), *_sent(run, "last")]
        for person in PEOPLE:
            shown += _looked(run, person, opened)
        made[moment] = Life([each for each in shown if repr(each[1]) not in seen], _told(run))
        seen.update(repr(reply) for _, reply in shown)
    return made


def _told(run: Screening) -> list[tuple[str, Card]]:
    viewer = Viewer(run.pack, run.context("hana"))
    owed = {effect.view: effect.args for effect in run.effects if isinstance(effect, Notify)}
    return [(view, draw_message(viewer, view, run.case, owed.get(view, {}))) for view in MESSAGES]


def _looked(run: Screening, person: str, opened: set[str]) -> list[tuple[str, Reply]]:
    """Return what somebody sees of a case, and each form it offers that was never opened."""
    cards = list(_seen(run, person))
    shown = [(f"{person}: {name}", card) for name, card in cards]
    offered = {
        one.args["form"]: one
        for _, card in cards
        for one in buttons_in(card)
        if one.verb == "form" and one.args["form"] not in opened
    }
    for name, button in offered.items():
        form = run.branch()
        form.press(button, by=person)
        shown += [(f"{person}: {name}", form.reply), *_sent(form, f"{person}: {name}", person)]
    opened.update(offered)
    return shown


def _seen(run: Screening, person: str) -> Iterator[tuple[str, Reply]]:
    """Yield what somebody sees: the case, and its measures in each state."""
    looking = run.branch()
    looking.do("see", by=person)
    yield "case", looking.reply
    for state, measure in {one.state: one for one in run.case.measures}.items():
        looks(looking, measure, person)
        yield state.value, looking.reply
    yield from _reminded(run, person)


def _reminded(run: Screening, person: str) -> Iterator[tuple[str, Reply]]:
    """Yield what somebody is reminded of in person by now: in the morning, alone, and why."""
    due = [one for one in stages(run) if one.who == person and one.at <= run.now]
    subjects = {one.subject: one.stage for one in due}
    viewer = Viewer(run.pack, run.context(person))
    lines = [Line(viewer, run.case, *each, person) for each in subjects.items()]
    card = morning_card(viewer, lines)
    if card is not None:
        yield "morning", card
    for subject in subjects:
        args = {"subject": str(subject), "about": str(subject), "whose": "otto"}
        for view in ("reminder", "not_mine"):
            yield f"{view} of {subject.kind}", draw_message(viewer, view, run.case, args)
        asking = run.branch()
        asking.happens(WhyAsked(str(subject)), person)
        yield f"why {subject.kind}", asking.reply


def stages(run: Screening) -> tuple[Due, ...]:
    """Return every reminder of a case as it is now; none at its moments before anything is due."""
    if run.now == NOW:
        return ()
    return reminders(run.pack, run.case, run.people, run.now)


def _sent(run: Screening, name: str, person: str = "") -> Iterator[tuple[str, Reply]]:
    """Yield what comes back when the form that is shown is sent empty, and with nonsense."""
    if not isinstance(run.reply, Form):
        return
    by = person or run.turns[-1][0]
    for how, values in (("empty", {}), ("nonsense", nonsense(run.form))):
        sent = run.branch()
        sent.press(run.form.submit, values, by)
        yield f"{name}, {how}", sent.reply


def nonsense(form: Form) -> dict[str, Value]:
    """Return values that no form takes: far too long, no day, nobody, nothing on offer."""
    return {each.id: _wrong(each.kind) for each in form.fields}


def _wrong(kind: object) -> Value:
    match kind:
        case TextField():
            return f"{MARKER} <b>&amp; " * 300
        case DateField():
            return MARKER
        case _:
            return "nobody"


# --------------------------------------------------------------------------------- moments


def _with_team() -> Screening:
    return played(HELD)


def _asked() -> Screening:
    run = _with_team()
    acts(run, "acknowledge", "jonas")
    opens(run, "ask_team", "jonas")
    sends(run, SAID, "jonas")
    return run


def _expert_asked() -> Screening:
    run = _with_team()
    opens_named(run, "ask_expert", "hana")
    sends(run, {"question": "S05:RK18", "expert": "otto", **SAID}, "hana")
    run.happens(FormOpened("reply_expert"), "otto")
    return run


def _proposed() -> Screening:
    run = _expert_asked()
    sends(run, {"S05": "here", **SAID}, "otto")
    return run


def _voiced() -> Screening:
    run = _with_team()
    decides(run, "proceed_with_conditions", "hana", **WHY, **CONDITION)
    return run


def _choosing(outcome: str) -> Screening:
    run = _with_team()
    opens(run, "outcome", "hana")
    sends(run, {"outcome": outcome}, "hana")
    return run


def _decided() -> Screening:
    run = _voiced()
    agrees(run, "leo")
    return run


def _advised() -> Screening:
    run = played(ADVISED)
    opens(run, "advise", "lara")
    sends(run, SAID, "lara")
    return run


def _planned() -> Screening:
    run = played(ALONE)
    does(run, named(run, MEASURE), "plan", PLAN, "mira")
    return run


def _blocked() -> Screening:
    run = _planned()
    stuck = {"why_blocked": f"{MARKER}: no access", "who_can": "leo"}
    does(run, named(run, MEASURE), "block", stuck, "ines")
    return run


def _done() -> Screening:
    run = _planned()
    does(run, named(run, MEASURE), "progress", SAID, "ines")
    does(run, named(run, MEASURE), "implement", PROOF, "ines")
    return run


def _failed() -> Screening:
    run = _done()
    does(run, named(run, MEASURE), "verify", FAILS, "jonas")
    return run


def _closable() -> Screening:
    run = _done()
    does(run, named(run, MEASURE), "verify", WORKS, "jonas")
    for one in run.case.measures:
        if not one.is_done:
            _refused(run, one)
    return run


def _refused(run: Screening, measure: Measure) -> None:
    by = "mira" if _offers(run, measure, "mira", "refuse") else "jonas"
    does(run, measure, "refuse", WHY, by)


def _offers(run: Screening, measure: Measure, person: str, form: str) -> bool:
    run.happens(MeasureOpened(measure.id), person)
    return form in {button.args.get("form") for button in buttons_in(run.reply)}


def _closed() -> Screening:
    run = _closable()
    for finding in run.case.outcome.findings if run.case.outcome is not None else ():
        if not run.case.is_closed(finding.risk):
            opens_named(run, "close_risk", "jonas")
            sends(run, SAID, "jonas")
    assert run.case.phase is Phase.CLOSED
    return run


def _changed() -> Screening:
    run = _closed()
    opens_named(run, "change", "mira")
    sends(run, {"trigger": "TR01", **SAID}, "mira")
    return run


def _incident() -> Screening:
    run = _closed()
    opens_named(run, "incident_on", "mira")
    sends(run, {"harms": ("RK07",), **SAID}, "mira")
    return run


def _handed_over() -> Screening:
    run = up_to(HELD, "P07")
    run.happens(HandedOverEarly())
    return run


def _restricted() -> Screening:
    run = _with_team()
    opens(run, "classify", "hana")
    sends(run, {"confidentiality": "restricted", "named": ("mira", "leo"), **WHY}, "hana")
    assert run.case.confidentiality is Confidentiality.RESTRICTED
    unreached = (Unreached("legal", NOW, ("human_rights_team",)), Unreached("privacy_officer", NOW))
    run.present = replace(run.case, unreached=unreached)
    return run


def _withdrawn() -> Screening:
    run = _decided()
    opens(run, "withdraw", "mira")
    sends(run, WHY, "mira")
    return run


def _due() -> Screening:
    """Come to the day when one measure is to be done and another one looked at."""
    run = _done()
    first = next(one for one in run.case.measures if one.state is MeasureState.PROPOSED)
    does(run, first, "plan", {**PLAN, "due_on": "2026-08-21"}, "mira")
    proof = replace(run.case.evidence[0], owner="ines", expires_on=date(2026, 8, 25))
    run.present = replace(run.case, evidence=(proof,))
    run.now = datetime(2026, 8, 24, 9, tzinfo=UTC)
    return run


def _snoozed() -> Screening:
    run = _due()
    run.happens(FormOpened("snooze", owned_by_ines(run)), "ines")
    sends(run, {"until": "2026-08-27", **WHY}, "ines")
    return run


def _given_back() -> Screening:
    run = _due()
    run.happens(FormOpened("not_mine", owned_by_ines(run)), "ines")
    sends(run, {"whose": "otto"}, "ines")
    return run


def owned_by_ines(run: Screening) -> str:
    """Return the measure that she is late with, as a reminder names it."""
    mine = (one.subject for one in stages(run) if one.who == "ines")
    return str(next(one for one in mine if one.kind is Kind.MEASURE))


def _launch_day() -> Screening:
    run = _with_team()
    run.now = datetime.fromisoformat(f"{LAUNCH}T09:00+00:00")
    return run


def _answering(answer: str) -> Screening:
    run = _launch_day()
    run.happens(FormOpened("launch_answer", answer))
    return run


def _launched() -> Screening:
    run = _answering("launched")
    sends(run, SAID, "mira")
    return run


def _stopped() -> Screening:
    run = _answering("stopped")
    sends(run, SAID, "mira")
    return run


MOMENTS: Mapping[str, Callable[[], Screening]] = {
    "with the team": _with_team,
    "the team asked": _asked,
    "an expert asked": _expert_asked,
    "an expert replied": _proposed,
    **{f"choosing {outcome}": partial(_choosing, outcome) for outcome in NEEDS},
    "one voice": _voiced,
    "decided": _decided,
    "advised": _advised,
    "planned": _planned,
    "blocked": _blocked,
    "done": _done,
    "failed": _failed,
    "closable": _closable,
    "closed": _closed,
    "changed": _changed,
    "incident": _incident,
    "handed over": _handed_over,
    "restricted": _restricted,
    "withdrawn": _withdrawn,
    "due": _due,
    "put off": _snoozed,
    "given back": _given_back,
    "launch day": _launch_day,
    **{f"launch {answer}?": partial(_answering, answer) for answer in LAUNCH_ANSWERS},
    "launched": _launched,
    "stopped": _stopped,
}

LOOKED_AT: Mapping[str, tuple[str, str, str]] = {
    "case_with_team": ("the team asked", "case", "hana"),
    "case_decided": ("decided", "case", "hana"),
    "case_asked_expert": ("an expert replied", "result", "mira"),
    "case_planned": ("planned", "result", "mira"),
    "case_closable": ("closable", "case", "jonas"),
    "case_closed": ("closed", "result", "mira"),
    "case_changed": ("changed", "result", "mira"),
    "case_incident": ("incident", "case", "hana"),
    "case_withdrawn": ("withdrawn", "result", "mira"),
    "measure_blocked": ("blocked", "measure", "mira: planned"),
    "measure_done": ("done", "measure", "jonas: implemented"),
    "measure_failed": ("failed", "measure", "mira: verified_not_effective"),
    "morning": ("due", "morning", "ines"),
    "morning_of_a_launch": ("launch day", "morning", "mira"),
    "reminder": ("due", "reminder", "ines"),
    "not_mine_told": ("due", "not_mine", "ines: not_mine of"),
    "why_me": ("due", "why_me", "ines: why measure"),
    "why_me_check": ("due", "why_me", "jonas: why check"),
    "launch_moved_with_errors": ("launch moved?", "launch_answer", "last, empty"),
    "round_open": ("changed", "page", "last"),
    **{f"decision_{outcome}": (f"choosing {outcome}", "decision", "last") for outcome in NEEDS},
    "decision_with_errors": ("choosing proceed_with_conditions", "decision", "last, empty"),
    "reply_expert": ("an expert asked", "reply_expert", "last"),
    "verify_with_errors": ("done", "verify", "hana: verify, empty"),
}
"""Cards and forms by the names of their golden files: when, which, and who saw it how."""

OPENED = (
    *("ask_team", "reply_team", "advise", "outcome", "agree", "decide_again", "rate"),
    *("plan", "add_measure", "refuse", "progress", "block", "implement", "verify", "close_risk"),
    *("keep", "assign", "find_out", "ask_expert", "change", "incident_on"),
    *("classify", "name_people", "withdraw", "change_owner"),
    *("snooze", "not_mine", "launch_answer"),
)
"""The forms that open by a button, whose golden files have their names."""


def looked_at(name: str) -> Card | Form:
    """Return what has a golden file of this name."""
    if name in LOOKED_AT:
        return shown_at(*LOOKED_AT[name])
    shown = (reply for _, reply in shown_on_the_way() if isinstance(reply, Form))
    return next(reply for reply in shown if reply.view == name)


def messages_on_the_way() -> Mapping[str, Card]:
    """Return each message about a case once, as it is drawn when it is owed for the first time."""
    found: dict[str, Card] = {}
    for name, card in told_on_the_way():
        view = name.rpartition(", ")[2]
        found.setdefault(view, card)
    return found
