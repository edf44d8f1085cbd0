"""Who hears of a case, and how: at once, in a message of its own, or gathered in the morning."""

from flows.case import Case
from flows.people.authority import Verb, may
from flows.people.profile import Actor

AT_ONCE = frozenset({"root", "closed"})
"""What follows from what somebody just did themselves, and what nobody is pinged by."""

STAGES = frozenset(
    {
        *("early", "submitted", "informed", "concern", "handed_over", "incident_reported"),
        *("graver", "second_voice", "differ", "advice_wanted", "advice_given"),
        *("half_time", "late_answer", "decided", "decide_again", "launched"),
    }
)
"""The stages of an escalation: each is told, whatever was told before."""

OF_ITS_OWN = frozenset(
    {
        *("measure_given", "measure_to_verify", "item_given", "evidence_given"),
        *("owner_now", "handed_on", "brought_back"),
        *("team_asked", "expert_asked", "reminder", "not_mine"),
    }
)
"""What somebody was newly given, is asked, or is late with and serious: told in a message of its
own, unless one about the same case still waits for them to act on it."""

WHO = "who"
"""In the ids of a message the one person whom it is for, whoever reads it for them."""


def may_hear(actor: Actor, case: Case) -> bool:
    """Tell whether somebody may open a case, or the one question of it that they were asked."""
    asked = (may(actor, Verb.SEE_PART, case, each) for each in case.expert_questions)
    return may(actor, Verb.SEE, case) or any(asked)


def waits_for_no_hours(case: Case, view: str) -> bool:
    """Tell whether a stage is told at any hour: those of an urgent escalation are."""
    return view in STAGES and case.pending is not None and case.pending.urgent


def taking_part(case: Case) -> tuple[str, ...]:
    """Return everybody who took part and still hears of it, and who follows (CO4)."""
    asked = (item.owner for item in case.open_items)
    held = (one for each in case.taken_measures for one in (each.owner, each.verifier))
    decided = (voice.by for each in case.escalations for voice in each.voices)
    advised = (one.by for each in case.escalations for one in each.advice)
    people = (
        *(case.owner, case.product_lead, *case.participants),
        *(*asked, *held, *decided, *advised, *case.following.followers),
    )
    left = set(case.following.left) - {case.owner}  # whoever holds the case always hears of it
    return tuple(dict.fromkeys(one for one in people if one and one not in left))
