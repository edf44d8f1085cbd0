"""Proof: a link, a note or a message of a chat, with its content's hash when it was kept."""

import hashlib
from dataclasses import replace
from uuid import UUID

from flows.case import Case, Evidence, EvidenceKind, Measure, Place
from flows.casework.reading import Reading
from flows.casework.showing import full_card
from flows.casework.telling import tell_people
from flows.casework.turn import Turn
from flows.events import EvidenceKept, PageRef
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.tracking.evidence import ABOUT_QUESTION, EXPIRES, KEEPER, LINK, WORDS, keep_form
from flows.views.tracking.measures import measure_card
from flows.views.viewer import Viewer


def keep(
    pack: Pack, case: Case, measure: Measure | None, event: EvidenceKept, context: Context
) -> Turn:
    """Keep a link, a note or a message, once; nothing that was kept is ever changed."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    new = _read(case, measure, event, reading, context)
    if reading.faults:
        return Turn(case, (keep_form(viewer, case, measure, reading.filled),))
    same = _kept_before(case, new)
    if same is not None and same.hash == new.hash:
        who = viewer.person(same.by)
        return Turn(case, (notice(viewer, "kept.already", case, who=who, at=same.at),))
    after = replace(case, evidence=(*case.evidence, new), revision=case.revision + 1)
    told = tell_people(after, context, (new.owner,), "evidence_given", "evidence_given")
    entry = Entry("evidence_kept", {"evidence": str(new.id), "hash": new.hash})
    changed = (notice(viewer, "kept.changed", case, at=same.at),) if same is not None else ()
    shown = (
        measure_card(viewer, after, measure)
        if measure is not None
        else full_card(pack, after, context)
    )
    return Turn(after, changed or (shown,), told, (entry,))


def with_proof(case: Case, measure: UUID, text: str, link: str, context: Context) -> Case:
    """Return the case with the proof that came with an act on a measure."""
    kind = EvidenceKind.LINK if link else EvidenceKind.NOTE
    proof = Evidence(
        id=case.new_id("evidence", len(case.evidence)),
        kind=kind,
        text=text,
        hash=hash_of(link, text),
        by=context.actor.person,
        at=context.now,
        link=link,
        measure=measure,
        owner=context.actor.person,
    )
    return replace(case, evidence=(*case.evidence, proof))


def hash_of(link: str, text: str) -> str:
    """Return the hash of what was kept: of the address and the words together."""
    return hashlib.sha256(f"{link}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _read(
    case: Case, measure: Measure | None, event: EvidenceKept, reading: Reading, context: Context
) -> Evidence:
    """Read what is to be kept; of a message, its own text and address."""
    is_message = bool(event.text or event.link)
    place = _place(case, reading) if measure is None else None
    link = event.link if is_message else reading.link(LINK)
    note = event.text if is_message else reading.words(WORDS, needed=False)
    if not link and not note and not reading.faults:
        reading.fault(WORDS, "fault.nothing_to_keep")
    kind = EvidenceKind.MESSAGE if is_message else EvidenceKind.NOTE
    return Evidence(
        id=case.new_id("evidence", len(case.evidence)),
        kind=EvidenceKind.LINK if link and not is_message else kind,
        text=note,
        hash=hash_of(link, note),
        by=context.actor.person,
        at=context.now,
        author=event.author,
        link=link,
        measure=measure.id if measure is not None else None,
        place=place,
        owner=reading.part_of(case, KEEPER, needed=False) or context.actor.person,
        expires_on=reading.day(EXPIRES, first=context.today, needed=False),
    )


def _place(case: Case, reading: Reading) -> Place | None:
    """Return the question that it is about, when one is named."""
    asked = {str(PageRef(*place)): place for place in case.shown_round.known}
    return asked.get(reading.choice(ABOUT_QUESTION, asked, needed=False))


def _kept_before(case: Case, new: Evidence) -> Evidence | None:
    """Return what was kept before of the same thing for the same purpose, the newest."""
    for one in reversed(case.evidence):
        if (one.measure, one.place) != (new.measure, new.place):
            continue
        if one.hash == new.hash or (one.link and one.link == new.link):
            return one
    return None
