"""Who hears of a case: whoever took part keeps hearing; others follow, and anybody may leave."""

from dataclasses import replace

from flows.case import Case, Following
from flows.casework.escalation.turning import done
from flows.casework.telling import taking_part
from flows.casework.turn import Turn
from flows.events import Followed
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.viewer import Viewer


def follow(pack: Pack, case: Case, event: Followed, context: Context) -> Turn:
    """Let somebody hear of a case from now on, or not any more; its owner cannot leave."""
    who = context.actor.person
    if who == case.owner and not event.hears:
        return Turn(case, (notice(Viewer(pack, context), "late.owner_leaves", case),))
    if (who in taking_part(case)) is event.hears:
        return done(pack, case, context, "followed_again")
    following = _with(case.following, who) if event.hears else _without(case.following, who)
    after = replace(case, following=following, revision=case.revision + 1)
    return done(pack, after, context, "followed" if event.hears else "left")


def heard_again(case: Case, person: str) -> Case:
    """Return the case with somebody hearing of it who had left: it is theirs again."""
    left = tuple(one for one in case.following.left if one != person)
    return replace(case, following=replace(case.following, left=left))


def heard_no_more(case: Case, giver: str, taker: str) -> Case:
    """Return the case with one person hearing of it in the place of another."""
    after = heard_again(case, taker)
    return replace(after, following=_without(after.following, giver))


def _with(following: Following, who: str) -> Following:
    left = tuple(one for one in following.left if one != who)
    return Following((*following.followers, who), left)


def _without(following: Following, who: str) -> Following:
    followers = tuple(one for one in following.followers if one != who)
    return Following(followers, tuple(dict.fromkeys((*following.left, who))))
