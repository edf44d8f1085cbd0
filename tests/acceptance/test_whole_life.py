"""Whole lives of cases at the desk, from the first question until nothing is left to do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from flows.case import Case, MeasureState, Phase
from storage import reminders, store
from storage.database import Database
from storage.keys import Keyring, load_or_make_key_file
from tests.acceptance.at_the_desk import AtTheDesk
from tests.acceptance.browsing import Visits
from tests.acceptance.serving import BEGINS, Server, url_of
from tests.acceptance.story import (
    KEPT,
    REVIEW,
    Act,
    Reminded,
    act,
    asked,
    assert_told,
    changed,
    closed,
    decided,
    decision,
    reviewed,
    worked_on,
)
from tests.acceptance.walking import product

Served = Callable[[str], Server]
ONE = "SAL-1"
FOUR_MONTHS = timedelta(days=120)
ENDED = "There is no market for it."
HAPPENED = "Somebody was dismissed over a report."


@pytest.fixture
def served(played: Callable[[str, Path], Path], tmp_path: Path) -> Iterator[Served]:
    """Serve a desk on which a worked product was screened before; it ends after its windows."""
    started: list[Server] = []

    def serve(id: str) -> Server:
        started.append(Server(played(id, tmp_path)))
        started[-1].start()
        return started[-1]

    yield serve
    for server in started:
        server.end()
        assert "Traceback" not in server.told, server.told


def test_workplace_analytics_is_decided_worked_on_closed_and_reviewed(
    served: Served, visits: Visits
) -> None:
    server = served("G02")
    desk = at_the_desk(visits, server, "G02")
    pane = desk.tell(asked())
    assert pane.says("changes.none"), pane.text
    pane = desk.tell(decided(BEGINS.date()))
    assert pane.says("launch.cleared_with_actions")
    pane = desk.tell(worked_on(BEGINS.date()))
    kept = next(one for one in stored(server).measures if one.source == KEPT)
    states = [stage.state for stage in kept.stages]
    assert states[-4:] == [
        MeasureState.IMPLEMENTED,
        MeasureState.NOT_EFFECTIVE,
        MeasureState.IMPLEMENTED,
        MeasureState.EFFECTIVE,
    ]
    desk.drops(stored(server))
    desk.tell(closed(stored(server)))
    assert stored(server).phase is Phase.CLOSED
    pane = desk.tell(reviewed())
    assert pane.says("changes.none"), pane.text
    pane = desk.tell(changed())
    case = stored(server)
    assert (case.phase, case.launch_status) == (Phase.CLOSED, "cleared_with_actions")
    brought_back = [each.openings[0].trigger for each in case.rounds if each.openings]
    assert brought_back[-3:] == [REVIEW, REVIEW, "TR01"]
    assert case.round.openings[0].at - case.started_at >= FOUR_MONTHS
    assert_told(case, reminded(server), BEGINS.date(), {})
    desk.assert_asked("ask_team", "ask_expert", "decision", "take_measures", "plan", "refuse")
    desk.assert_asked("implement", "verify", "close_risk", "change", "reply_team", "settle")


def test_a_live_harm_is_advised_on_in_writing_and_decided_by_the_sponsor(
    served: Served, visits: Visits
) -> None:
    server = served("G05")
    desk = at_the_desk(visits, server, "G05")
    policy = stored(server).escalations[-1].policy
    assert (policy.advice, policy.decide) == (
        ("human_rights_lead", "legal"),
        ("executive_sponsor",),
    )
    desk.tell([act("hr_lead", "advise", {"words": "Stop it in the two countries."})])
    desk.tell([act("legal", "advise", {"words": "The licence can be kept to one use."})])
    outcome = {"outcome": "proceed_with_conditions"}
    sends = (("outcome.send", outcome), ("decision.send", decision(BEGINS.date())))
    pane = desk.tell([Act("sponsor", "outcome.open", sends)])
    desk.assert_asked("advise")
    assert pane.says("label.decision")
    case = stored(server)
    assert case.escalations[-1].decision is not None
    assert case.escalations[-1].decision.decided_by == ("sponsor",)
    assert [advice.by for advice in case.escalations[-1].advice] == ["hr_lead", "legal"]


def test_a_withdrawn_launch_says_so_to_everybody_and_offers_nothing_more(
    served: Served, visits: Visits
) -> None:
    server = served("G09")
    desk = at_the_desk(visits, server, "G09")
    pane = desk.tell([act("manager", "withdraw", {"reason": ENDED})])
    assert pane.says("launch.withdrawn")
    desk.assert_asked("withdraw")
    for person in ("manager", "hr_member"):
        pane = desk.opened(person)
        assert ENDED in pane.text
        assert not pane.button("Add a measure").count()
    assert stored(server).phase is Phase.WITHDRAWN


def test_harm_that_happened_brings_a_closed_case_back_to_the_team(
    served: Served, visits: Visits
) -> None:
    server = served("G09")
    desk = at_the_desk(visits, server, "G09")
    desk.drops(stored(server))
    desk.tell(closed(stored(server)))
    assert stored(server).phase is Phase.CLOSED
    pane = desk.tell([act("manager", "incident_on", {"harms": ("RK07",), "words": HAPPENED})])
    assert pane.says("status.hold") or pane.says("launch.hold"), pane.text
    desk.assert_asked("incident_on")
    assert stored(server).phase is Phase.TEAM
    team = desk.opened("hr_lead")
    assert team.says("remedy.heading")
    assert HAPPENED in team.text


def at_the_desk(visits: Visits, server: Server, id: str) -> AtTheDesk:
    return AtTheDesk(visits.window(), server.desk, product(id), ONE)


def stored(server: Server) -> Case:
    """Return the case as the store has it."""
    keys = Keyring(load_or_make_key_file(Path(f"{server.file}.key")))
    with reading(server) as database:
        return database.transact(store.find, keys, ONE)


def reminded(server: Server) -> Reminded:
    """Return the reminders of the case with what became of them."""
    id = stored(server).id
    with reading(server) as database:
        return database.transact(reminders.of_case, id)


@contextmanager
def reading(server: Server) -> Iterator[Database]:
    database = Database(url_of(server.file), read_only=True)
    try:
        yield database
    finally:
        database.close()
