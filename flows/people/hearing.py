"""Who hears of a case: whoever took part, and who follows; whoever left does not (CO4)."""

from flows.case import Case


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
