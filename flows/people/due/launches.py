"""The day of a launch while nobody cleared it, and drafts that nobody touches (`launch`)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flows.case import Case, Kind
from flows.pack.model import Pack
from flows.people.due.calendar import working_day
from flows.people.due.stages import PRODUCT_MANAGER, Due, People, Thing, case_thing
from flows.screening.launch import launch_over, launch_said

ON_THE_DAY, STALE = "on_the_day", "stale"


def of_launches(pack: Pack, case: Case, people: People) -> Iterator[Due]:
    """Yield what reminds of a planned launch that is not cleared, before it and on its day.

    Whether it launched is asked on the next day when its day was named too late for that.
    """
    said = launch_said(case)
    if said is None or case.launch_status not in pack.launch.launched_while.status:
        return
    if launch_over(case) is not None:
        return
    day, since = said
    thing = case_thing(case, Kind.LAUNCH, day, since)
    for rule in pack.launch.reminders:
        before = working_day(day, rule.working_days, people.calendar(case.owner))
        for recipient in rule.to:
            yield from people.due(thing, f"working{rule.working_days:+d}", before, recipient)
    for recipient in pack.launch.on_the_day.to:
        yield from people.due(thing, ON_THE_DAY, day, recipient, afterwards=True)


def of_drafts(pack: Pack, case: Case, people: People) -> Iterator[Due]:
    """Yield what reminds of a first screening that nobody touched for long.

    The days count where its owner is; it is known by the day in UTC, which no move changes.
    """
    if not case.is_draft or case.outcome is not None:
        return
    touched = touched_at(case)
    day = people.calendar(case.owner).local(touched).date()
    thing: Thing = case_thing(case, Kind.DRAFT, touched.astimezone(UTC).date(), touched)
    stale = day + timedelta(pack.launch.stale_draft_days)
    yield from people.due(thing, STALE, stale, PRODUCT_MANAGER)


def touched_at(case: Case) -> datetime:
    """Return when anything was last answered of a screening that was begun."""
    return max((given.at for given in case.round.given.values()), default=case.started_at)
