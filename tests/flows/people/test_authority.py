"""Who may do what with a case: every role, relation, class and verb."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from flows.case import (
    Case,
    Concern,
    Confidentiality,
    Escalation,
    ExpertQuestion,
    HandedOver,
    Measure,
    MeasureState,
    OpenItem,
    Policy,
    Stage,
    Summary,
    Voice,
    Withdrawal,
)
from flows.people.authority import (
    IN_CONFIDENCE,
    ON_RECORD,
    TEAM,
    Part,
    Verb,
    advising,
    deciding,
    is_team,
    may,
    to_tell,
)
from flows.people.profile import Actor
from tests.flows.screening import NOW, played
from tests.worked import the_pack

OPEN, RESTRICTED, SEALED = Confidentiality

ON_PRODUCT = ("owner", "product lead", "participant")
HOLDING = ("measure owner", "verifier", "item owner", "expert")
RELATIONS = ("none", *ON_PRODUCT, *HOLDING, "named measure owner", "told")
"""How somebody stands to a case; *told* means that their role was told of the result, *named*
that they are one of the people named on it."""

ROLES = (*sorted(role.id for role in the_pack().roles), "no role")

LEADS = Policy(1, 5, (("human_rights_team",),), "DC2", ("human_rights_lead", "product_lead"),
               advice=("legal",), if_they_differ="executive_sponsor")  # fmt: skip
SPONSOR = Policy(1, 5, (("human_rights_team",),), "DC1", ("executive_sponsor",))
MEMBER = Policy(1, 5, (("human_rights_team",),), "DC3", ("human_rights_team",), not_on_product=True)


def with_team(policy: Policy) -> Escalation:
    return Escalation(
        id=UUID(int=1),
        round=1,
        route="hr_escalation",
        policy=policy,
        opened_at=NOW,
        first_due_at=NOW,
        decision_due_at=NOW + timedelta(days=5),
        revision=3,
    )


def measure(owner: str, verifier: str, done_by: str = "ines") -> Measure:
    stages = (
        Stage(MeasureState.PLANNED, "mira", NOW),
        Stage(MeasureState.IMPLEMENTED, done_by, NOW),
    )
    return Measure(UUID(int=2), "MT01", "", (), "suggested", 1, stages, owner, verifier=verifier)


def part_for(relation: str) -> Part:
    """Return the one thing that the right is about."""
    if relation == "expert":
        return ExpertQuestion(UUID(int=3), ("P04", None), "ann", "hana", NOW, 1)
    if relation == "item owner":
        return OpenItem(UUID(int=4), ("P04", None), 1, "ann", date(2026, 3, 20), NOW, 1)
    owns = "measure owner" in relation
    return measure("ann" if owns else "ines", "ann" if relation == "verifier" else "jonas")


def case_for(relation: str, confidentiality: Confidentiality, role: str = "") -> Case:
    """Return a case that was sent and is with the team, with Ann standing to it as said."""
    case = played("G02").case
    outcome, part = case.round.outcome, part_for(relation)
    assert outcome is not None
    told = (role,) if relation == "told" else ("someone_else",)
    named = relation == "participant" or relation.startswith("named")
    return replace(
        case,
        confidentiality=confidentiality,
        owner="ann" if relation == "owner" else "mira",
        product_lead="ann" if relation == "product lead" else "leo",
        participants=("mira", "ann") if named else ("mira",),
        rounds=(replace(case.round, outcome=replace(outcome, told=told)),),
        escalations=(with_team(LEADS),),
        measures=(part,) if isinstance(part, Measure) else (),
        open_items=(part,) if isinstance(part, OpenItem) else (),
        expert_questions=(part,) if isinstance(part, ExpertQuestion) else (),
    )


def allowed(role: str, relation: str, kind: Confidentiality, verb: Verb) -> bool:
    """Return what the design says, in its own words."""
    team = role in TEAM
    named = relation == "participant" or relation.startswith("named")
    on_product = (
        named if kind is RESTRICTED else (kind is OPEN and (named or relation in ON_PRODUCT))
    )
    let_in = team or kind is OPEN or (kind is RESTRICTED and named)
    holds = (relation in HOLDING or relation.startswith("named")) and let_in
    helps = kind is OPEN and holds and relation != "expert"
    sees = team or on_product or helps or (relation == "told" and kind is OPEN)
    owns_it = holds and relation != "verifier"
    match verb:
        case Verb.SEE | Verb.FOLLOW | Verb.REPORT:
            return sees
        case Verb.SEE_PART:
            return sees or holds
        case Verb.KEEP:
            return team or on_product or holds
        case Verb.ANSWER | Verb.SUBMIT | Verb.HAND_OVER | Verb.REPLY_TEAM | Verb.SETTLE:
            return on_product
        case Verb.REFUSE:
            return on_product
        case Verb.CHANGE | Verb.CHANGE_OWNER | Verb.ASK_EXPERT:
            return team or on_product
        case Verb.WITHDRAW:
            return relation == "owner" and kind is OPEN  # a restricted one: once they are named
        case Verb.ACKNOWLEDGE | Verb.ASK_TEAM | Verb.CLASSIFY | Verb.DECIDE_AGAIN:
            return team
        case Verb.SMALLEST_CHANGE | Verb.RATE | Verb.DROP:
            return team and not on_product
        case Verb.ADVISE:
            return role == "legal" and sees
        case Verb.DECIDE:
            return sees and (role == "human_rights_lead" or relation == "product lead")
        case Verb.REPLY_EXPERT:
            return holds
        case Verb.ASSIGN | Verb.PLAN:
            return team or on_product or owns_it
        case Verb.FIND_OUT:
            return on_product or owns_it
        case Verb.WORK:
            return owns_it or (relation == "owner" and kind is OPEN)
        case Verb.VERIFY:
            is_measure = relation not in ("expert", "item owner")
            bound = relation == "owner" or "measure owner" in relation
            return is_measure and not bound and (team or holds)
        case Verb.CLOSE_RISK:
            has_stake = relation == "owner" or "measure owner" in relation
            outside = not on_product and not has_stake
            return outside and sees and (team or relation == "verifier")


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("relation", RELATIONS)
def test_authority(verb: Verb, relation: str) -> None:
    for role, kind in product(ROLES, Confidentiality):
        case = case_for(relation, kind, role)
        actor = Actor("ann", frozenset({role}))
        expected = allowed(role, relation, kind, verb)
        assert may(actor, verb, case, part_for(relation)) is expected, (role, kind)


@pytest.mark.parametrize("verb", Verb)
def test_of_what_was_withdrawn_nothing_more_is_asked(verb: Verb) -> None:
    actor = Actor("ann", frozenset({"human_rights_team", "human_rights_lead", "legal"}))
    for relation in RELATIONS:
        case = case_for(relation, OPEN)
        over = replace(case, withdrawal=Withdrawal("no market", "mira", NOW))
        expected = verb in ON_RECORD and may(actor, verb, case, part_for(relation))
        assert may(actor, verb, over, part_for(relation)) is expected, relation


@pytest.mark.parametrize("verb", Verb)
def test_a_concern_is_read_by_the_team_and_nothing_else(verb: Verb) -> None:
    sealed = replace(
        case_for("none", SEALED), rounds=(), escalations=(), concern=Concern("SAL-7", "mira")
    )
    hana = Actor("hana", frozenset({"human_rights_team", "human_rights_lead", "legal"}))
    assert may(hana, verb, sealed) is (verb in IN_CONFIDENCE)
    assert not may(Actor("mira", frozenset({"product_manager"})), verb, sealed)


def line_of(case: Case) -> Summary:
    measures = {one for each in case.measures for one in (each.owner, each.verifier) if one}
    return Summary(
        case_id=case.id,
        reference=case.reference,
        name="",
        owner=case.owner,
        launch_status="hold",
        started_at=NOW,
        changed_at=NOW,
        confidentiality=case.confidentiality,
        product_lead=case.product_lead,
        participants=case.participants,
        told=case.told,
        helpers=tuple(measures | {item.owner for item in case.open_items}),
    )


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_line_of_a_list_is_seen_by_whoever_may_see_its_case(relation: str) -> None:
    for role, kind in product(ROLES, Confidentiality):
        case, actor = case_for(relation, kind, role), Actor("ann", frozenset({role}))
        for verb in (Verb.SEE, Verb.ANSWER):
            assert may(actor, verb, line_of(case)) is may(actor, verb, case), (role, kind, verb)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_decides_alone_on_their_own_product(role: str) -> None:
    """Whoever owns the case or one of its measures never decides alone (ES6)."""
    actor = Actor("ann", frozenset({role, "executive_sponsor", "human_rights_team"}))
    for relation, kind in product(("none", "owner", "measure owner"), (OPEN,)):
        case = replace(case_for(relation, kind), escalations=(with_team(SPONSOR),))
        assert bool(deciding(actor, case)) is (relation == "none")


@pytest.mark.parametrize("relation", ["none", "owner", "product lead", "participant"])
def test_a_member_of_the_team_on_the_product_does_not_decide(relation: str) -> None:
    actor = Actor("ann", frozenset({"human_rights_team"}))
    case = replace(case_for(relation, OPEN), escalations=(with_team(MEMBER),))
    assert bool(deciding(actor, case)) is (relation == "none")


def test_where_two_differ_the_sponsor_alone_decides() -> None:
    hana, leo = Actor("hana", frozenset({"human_rights_lead"})), Actor("leo")
    sam = Actor("sam", frozenset({"executive_sponsor"}))
    case = case_for("none", OPEN, "")
    told = replace(case.round, outcome=replace(case.round.outcome, told=("executive_sponsor",)))  # type: ignore[type-var]
    case = replace(case, rounds=(told,))
    first = Voice("human_rights_lead", "pause", "too early", "hana", NOW)
    second = Voice("product_lead", "pause", "", "leo", NOW, agrees=True)
    for voices, sponsor in ((first,), False), ((first, second), False), (
        (first, replace(second, agrees=False, outcome="proceed")), True,
    ):  # fmt: skip
        differing = replace(with_team(LEADS), voices=voices)
        now = replace(case, escalations=(differing,))
        assert bool(deciding(sam, now)) is sponsor
        assert bool(deciding(hana, now)) is not sponsor
        assert bool(deciding(leo, now)) is not sponsor


def test_nobody_decides_or_advises_where_nothing_is_pending() -> None:
    actor = Actor("ann", frozenset({"human_rights_lead", "legal"}))
    case = case_for("none", OPEN)
    assert deciding(actor, case) == ("human_rights_lead",)
    assert advising(actor, case) == ("legal",)
    for over in (
        replace(case, escalations=()),
        replace(case, escalations=(replace(with_team(LEADS), superseded_at=NOW),)),
    ):
        assert deciding(actor, over) == advising(actor, over) == ()


def test_a_product_lead_who_was_not_chosen_speaks_where_nobody_was() -> None:
    lead = Actor("lena", frozenset({"product_lead", "human_rights_team"}))
    case = case_for("none", OPEN)
    assert deciding(lead, case) == ()
    assert deciding(lead, replace(case, product_lead=None)) == ("product_lead",)


def test_the_team_answers_what_was_handed_over_until_it_is_finished() -> None:
    hana = Actor("hana", frozenset({"human_rights_team"}))
    case = case_for("none", OPEN)
    handed = HandedOver("mira", NOW)
    for over, answers in ((None, False), (handed, True), (replace(handed, finished_at=NOW), False)):
        now = replace(case, rounds=(replace(case.round, handed_over=over),))
        assert may(hana, Verb.ANSWER, now) is answers
    sealed = replace(case, rounds=(), confidentiality=SEALED)
    assert not may(hana, Verb.ANSWER, sealed)


def test_who_did_a_measure_does_not_verify_it_either() -> None:
    hana = Actor("hana", frozenset({"human_rights_team"}))
    case = case_for("none", OPEN)
    for done_by, verifies in (("ines", True), ("hana", False)):
        one = measure("ines", "jonas", done_by)
        assert may(hana, Verb.VERIFY, case, one) is verifies
    assert not may(hana, Verb.VERIFY, case, None)


def test_only_who_may_open_a_case_is_told_of_it() -> None:
    case = case_for("none", RESTRICTED)
    roles = ("product_lead", "legal", "human_rights_team")
    assert to_tell(replace(case, confidentiality=OPEN), roles) == roles
    assert to_tell(case, roles) == ("human_rights_team",)
    assert to_tell(replace(case, participants=("leo",)), roles) == (
        "product_lead", "human_rights_team",
    )  # fmt: skip
    assert to_tell(case, ("legal",)) == ("human_rights_team",)
    assert to_tell(case, ()) == ()


def test_team_is_whoever_has_one_of_its_roles() -> None:
    assert is_team(Actor("ann", frozenset({"human_rights_lead", "admin"})))
    assert not is_team(Actor("ann", frozenset({"admin"})))
