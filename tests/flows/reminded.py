"""Things that somebody is reminded of, one of each kind, and what is pressed on a reminder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from flows.cards import Button, Item, Items
from flows.case import Evidence, EvidenceKind, Kind, Subject
from flows.people.due.reminders import reminders
from flows.people.due.stages import Due
from flows.views.messages import draw_message
from flows.views.reminding.morning import Line
from flows.views.viewer import Viewer
from tests.flows.escalating import decided, with_team
from tests.flows.rounds.test_rounds import changed
from tests.flows.rounds.test_unknowns import unsure
from tests.flows.screening import LAUNCH, NOW, Screening, buttons_in, up_to
from tests.flows.tracking import finished, manager_alone, planned
from tests.worked import the_pack


@dataclass(frozen=True, slots=True)
class Reminded:
    """A case at the moment when a thing of it is due, and who is reminded of it."""

    run: Screening
    subject: Subject
    person: str

    @property
    def about(self) -> str:
        return str(self.subject)

    @property
    def item(self) -> Item:
        """What the message of its own says of it."""
        viewer = Viewer(the_pack(), self.run.context(self.person))
        card = draw_message(viewer, "reminder", self.run.case, {"subject": self.about})
        (items,) = (element for element in card.body if isinstance(element, Items))
        return items.entries[0]

    @property
    def offered(self) -> dict[str, Button]:
        """What can be pressed on it: forms by name, acts by verb."""
        return {one.args.get("form") or one.verb: one for one in buttons_in(self.item)}

    @property
    def stages(self) -> tuple[Due, ...]:
        return stages(self.run, self.subject)

    def line(self, viewer: Viewer) -> Line:
        """Return it as a morning message tells it: the newest stage whose time has come."""
        mine = [due for due in self.stages if due.who == self.person and due.at <= self.run.now]
        return Line(viewer, self.run.case, self.subject, mine[-1].stage, self.person)

    def press(self, name: str) -> None:
        self.run.press(self.offered[name], by=self.person)


def stages(run: Screening, subject: Subject) -> tuple[Due, ...]:
    """Return the reminders of one thing as the case has them now."""
    every = reminders(run.pack, run.case, run.people, run.now)
    return tuple(due for due in every if due.subject == subject)


def at(run: Screening, day: str) -> Screening:
    run.now = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=UTC)
    return run


def measure() -> Reminded:
    run = manager_alone()
    one = planned(run)
    return Reminded(at(run, "2026-05-01"), Subject(Kind.MEASURE, str(one.id)), "ines")


def check() -> Reminded:
    run = manager_alone()
    one = finished(run, planned(run))
    run.now = NOW + timedelta(days=200)
    return Reminded(run, Subject(Kind.CHECK, str(one.id)), "jonas")


def item() -> Reminded:
    run = unsure()
    one = run.case.unknowns[0]
    run.present = replace(run.case, escalations=())
    return Reminded(at(run, "2026-03-09"), Subject(Kind.ITEM, str(one.id)), "mira")


def evidence() -> Reminded:
    run = manager_alone()
    proof = Evidence(
        run.case.new_id("evidence", 0), EvidenceKind.NOTE, "A report", "h", "ines", NOW,
        expires_on=date(2026, 5, 1),
    )  # fmt: skip
    run.present = replace(run.case, evidence=(proof,), participants=("ines",))
    return Reminded(at(run, "2026-05-01"), Subject(Kind.EVIDENCE, str(proof.id)), "ines")


def another_round() -> Reminded:
    run = changed("G09", "TR01")
    due = run.case.round.openings[-1].due_on
    assert due is not None
    return Reminded(at(run, due.isoformat()), Subject(Kind.ROUND, "2"), "mira")


def review() -> Reminded:
    return Reminded(at(decided(), "2026-05-27"), Subject(Kind.REVIEW), "mira")


def launch() -> Reminded:
    run = with_team()
    run.present = replace(run.case, escalations=())
    return Reminded(at(run, LAUNCH), Subject(Kind.LAUNCH), "mira")


def launch_ahead() -> Reminded:
    run = with_team()
    run.present = replace(run.case, escalations=())
    return Reminded(at(run, "2026-08-18"), Subject(Kind.LAUNCH), "mira")


def draft() -> Reminded:
    return Reminded(at(up_to("G02", "U01"), "2026-03-16"), Subject(Kind.DRAFT), "mira")


def escalation() -> Reminded:
    run = with_team()
    assert run.case.pending is not None
    return Reminded(run, Subject(Kind.ESCALATION, str(run.case.pending.id)), "hana")


KINDS: Mapping[str, Callable[[], Reminded]] = {
    "measure": measure,
    "check": check,
    "item": item,
    "evidence": evidence,
    "round": another_round,
    "review": review,
    "launch": launch,
    "launch ahead": launch_ahead,
    "draft": draft,
    "escalation": escalation,
}
"""A thing of each kind, as it is when its time has come."""

IN_PERSON = tuple(name for name in KINDS if name != "escalation")
"""Those of which somebody is reminded in person."""
