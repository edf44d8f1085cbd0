"""What a turn knows of the world around it."""

from datetime import UTC, date, datetime

import pytest

from flows.people.context import Context
from flows.people.profile import Actor, Profile

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 3, 2)),
        ("Pacific/Auckland", date(2026, 3, 3)),
        ("America/Los_Angeles", date(2026, 3, 2)),
        ("Nowhere/Atlantis", date(2026, 3, 2)),
        ("../etc", date(2026, 3, 2)),
    ],
)
def test_today_is_the_day_of_whoever_acts(zone: str, day: date) -> None:
    context = Context(LATE, Actor("mira"), {"mira": Profile("Mira", zone=zone)})
    assert context.today == day


def test_whoever_has_no_profile_is_called_by_their_id_and_lives_in_utc() -> None:
    context = Context(LATE, Actor("mira"))
    assert (context.profile.name, context.today) == ("mira", date(2026, 3, 2))
