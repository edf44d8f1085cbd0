"""Proof: a link, a note or a message, kept once with who, when and the hash of its content."""

from datetime import date

import pytest

from flows.case import EvidenceKind
from flows.casework.tracking.evidence import hash_of
from flows.effects import ToPerson
from flows.events import EvidenceKept, FormOpened
from tests.flows.escalating import sends
from tests.flows.screening import harmless, told, up_to, words
from tests.flows.tracking import does, manager_alone, now, opens_named, planned

NOTE = {"link": "", "words": "The works council agreed on 1 March.", "about_question": "",
        "keeper": "", "expires_on": ""}  # fmt: skip
LINK = {**NOTE, "link": "https://example.org/agreement", "words": ""}


def test_a_note_is_kept_with_author_time_and_hash() -> None:
    run = manager_alone()
    opens_named(run, "keep", "mira")
    sends(run, {**NOTE, "about_question": "P04", "keeper": "ines", "expires_on": "2027-03-01"},
          "mira")  # fmt: skip
    (kept,) = run.case.evidence
    assert (kept.kind, kept.by, kept.at) == (EvidenceKind.NOTE, "mira", run.now)
    assert kept.hash == hash_of("", NOTE["words"])
    assert (kept.place, kept.owner, kept.expires_on) == (
        ("P04", None), "ines", date(2027, 3, 1),
    )  # fmt: skip
    assert (
        told(run.turn.effects) == [("evidence_given", ToPerson("ines"))]
        or told(run.turn.effects) == []
    )
    shown = words(run.card)
    for said in ("The works council agreed", "Holds until 2027-03-01", "About:", "Ines"):
        assert said in shown


def test_whoever_looks_after_a_proof_hears_of_it() -> None:
    run = manager_alone()
    opens_named(run, "keep", "mira")
    sends(run, {**NOTE, "keeper": "leo"}, "mira")
    assert told(run.turn.effects) == [("evidence_given", ToPerson("leo"))]


def test_a_link_is_kept_and_must_be_one() -> None:
    run = manager_alone()
    opens_named(run, "keep", "mira")
    for wrong in ("example.org", "ftp://example.org/a", "http://[", "https://"):
        sends(run, {**LINK, "link": wrong}, "mira")
        assert set(run.errors) == {"link"}
    sends(run, LINK, "mira")
    assert run.case.evidence[0].kind is EvidenceKind.LINK
    assert "https://example.org/agreement" in words(run.card)


def test_a_link_with_words_shows_both() -> None:
    run = manager_alone()
    opens_named(run, "keep", "mira")
    sends(run, {**LINK, "words": "The agreement"}, "mira")
    assert "The agreement" in words(run.card)
    assert "https://example.org/agreement" in words(run.card)


def test_nothing_is_nothing_to_keep() -> None:
    run = manager_alone()
    opens_named(run, "keep", "mira")
    sends(run, {**NOTE, "words": ""}, "mira")
    assert "nothing to keep" in run.errors["words"]
    sends(run, {**NOTE, "about_question": "R02:RK99", "expires_on": "2020-01-01"}, "mira")
    assert set(run.errors) == {"about_question", "expires_on"}


def test_the_same_again_says_that_it_is_kept() -> None:
    run = manager_alone()
    for _ in range(2):
        opens_named(run, "keep", "mira")
        sends(run, NOTE, "mira")
    assert "kept already" in words(run.notice)
    opens_named(run, "keep", "mira")
    sends(run, {**NOTE, "about_question": "P04"}, "mira")
    assert len(run.case.evidence) == 2, "for another purpose it is kept once more"
    opens_named(run, "keep", "mira")
    sends(run, {**NOTE, "words": "Something else"}, "mira")
    opens_named(run, "keep", "mira")
    sends(run, NOTE, "mira")
    assert len(run.case.evidence) == 3


def test_proof_of_a_measure_stands_with_the_measure() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    does(run, first, "keep", NOTE, "ines")
    assert [one.measure for one in run.case.evidence] == [first.id]
    assert run.card.view == "measure"
    assert "The works council agreed" in words(run.card)
    assert now(run, first) == first
    run.do("see")
    assert "Proof that was kept" not in words(run.card)


MESSAGE = EvidenceKept(None, "otto", "https://chat.example/p1", "We agreed.", {"keeper": ""})


def test_a_message_is_kept_with_its_author_and_address() -> None:
    run = manager_alone()
    run.happens(MESSAGE)
    (kept,) = run.case.evidence
    assert (kept.kind, kept.author, kept.link, kept.text) == (
        EvidenceKind.MESSAGE, "otto", "https://chat.example/p1", "We agreed.",
    )  # fmt: skip
    assert "Written by Otto" in words(run.card)
    run.happens(MESSAGE)
    assert "kept already" in words(run.notice)
    run.happens(EvidenceKept(None, "otto", MESSAGE.link, "We agreed, nearly.", MESSAGE.values))
    assert "It changed since it was kept before" in words(run.notice)
    assert [one.text for one in run.case.evidence] == ["We agreed.", "We agreed, nearly."]


@pytest.mark.parametrize("event", [MESSAGE, FormOpened("keep")])
def test_only_whoever_takes_part_keeps(event: EvidenceKept | FormOpened) -> None:
    run = manager_alone()
    run.happens(event, "otto")
    assert run.turn.journal[0].action == "refused"
    assert run.case.evidence == ()


def test_something_is_kept_while_a_screening_is_under_way_and_where_nothing_was_found() -> None:
    draft = up_to("G02", "U01")
    draft.happens(FormOpened("keep"))
    sends(draft, NOTE, "mira")
    assert len(draft.case.evidence) == 1
    run = harmless()
    run.happens(FormOpened("keep"))
    assert "about_question" in {one.id for one in run.form.fields}
