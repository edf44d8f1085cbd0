"""Which triggers whom: some are fired by people, fewer by another system."""

from flows.casework.rounds.triggering import by_hook
from flows.pack import anchors
from flows.views.rounds.standing import by_hand
from tests.worked import the_pack


def test_another_system_fires_what_people_do_but_for_another_pack() -> None:
    hand = {each.id for each in by_hand(the_pack())}
    hook = {each.id for each in by_hook(the_pack())}
    assert anchors.ANOTHER_PACK not in hook
    assert hook == hand - {anchors.ANOTHER_PACK}
    assert hook
