"""What waits for an answer when another pack takes over: gone, or asked otherwise from then on."""

from dataclasses import replace

from flows.case import Case, Signed
from flows.pack.model import Pack
from flows.people.context import Context


def under_another_pack(pack: Pack, case: Case, changed: tuple[str, ...], context: Context) -> Case:
    """Return the case with what a new pack does not ask any more settled.

    What it asks otherwise is in a new state, so that no form drawn before answers it.
    """
    signed = Signed(context.actor.person, context.now)
    return _questions_under(pack, _items_under(pack, case, changed, signed), changed, signed)


def _items_under(pack: Pack, case: Case, changed: tuple[str, ...], signed: Signed) -> Case:
    after = case
    for item in case.unknowns:
        if item.place[0] not in pack.question:
            gone = replace(item, answered=signed, revision=case.revision)
            after = after.with_open_item(gone)
        elif item.place[0] in changed:
            after = after.with_open_item(replace(item, revision=case.revision))
    return after


def _questions_under(pack: Pack, case: Case, changed: tuple[str, ...], signed: Signed) -> Case:
    after = case
    for asked in (one for one in case.expert_questions if one.settled is None):
        if asked.place[0] not in pack.question:
            gone = replace(asked, accepted=False, settled=signed, revision=case.revision)
            after = after.with_expert_question(gone)
        elif asked.place[0] in changed:
            after = after.with_expert_question(replace(asked, revision=case.revision))
    return after
