"""A tick that breaks is told, counted and tried again; one that cannot be relied on says why."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock import Beat, Ticks, said
from bot.metrics import Tally

AT_ONCE = timedelta(milliseconds=20)
SECOND = timedelta(seconds=2)
HOUR = timedelta(hours=1)
MINUTES = 60.0
HOURS = 3600.0


async def test_a_tick_that_breaks_is_logged_counted_and_tried_again() -> None:
    runs, well, tally = 0, asyncio.Event(), Tally()

    async def breaks_once() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ZeroDivisionError("a bug")
        well.set()

    ticks = Ticks(tally)
    ticks.every("sweep", AT_ONCE, breaks_once)
    with capture_logs() as logged:
        ticks.start()
        await asyncio.wait_for(well.wait(), 10)
        await ticks.stop()
    (line,) = [each for each in logged if each["log_level"] == "error"]
    assert (line["action"], line["error"]) == ("sweep", "ZeroDivisionError")
    assert "a bug" not in str(logged)
    text = tally.text(None).decode()
    assert 'salient_tick_failures_total{tick="sweep"} 1.0' in text
    assert f'salient_tick_seconds_bucket{{le="+Inf",tick="sweep"}} {runs}.0' in text
    assert ticks.wrong() == []


async def test_a_tick_that_breaks_stops_no_other() -> None:
    well = asyncio.Event()

    async def breaks() -> None:
        raise ZeroDivisionError

    async def goes() -> None:
        well.set()

    ticks = Ticks()
    ticks.every("sweep", AT_ONCE, breaks)
    ticks.every("reviews", AT_ONCE, goes)
    ticks.start()
    await asyncio.wait_for(well.wait(), 10)
    await ticks.stop()
    assert ticks.beats["sweep"].error == "ZeroDivisionError"
    assert ticks.beats["reviews"].failed is None


def test_a_tick_knows_its_period_its_last_good_run_and_its_last_failure() -> None:
    beat = Beat("sweep", HOUR, well=0.0)
    beat.begins(10.0)
    beat.ends(12.0)
    beat.begins(20.0)
    beat.ends(21.0, OSError("secret"))
    assert (beat.period, beat.well, beat.failed, beat.error) == (HOUR, 12.0, 21.0, "OSError")


@pytest.mark.parametrize(
    ("period", "patience"), [(SECOND, 30.0), (timedelta(minutes=1), 180.0), (HOUR, 3 * HOURS)]
)
def test_a_tick_is_late_after_three_periods_and_never_within_half_a_minute(
    period: timedelta, patience: float
) -> None:
    beat = Beat("sweep", period, well=0.0)
    assert beat.wrong(patience) is None
    told = beat.wrong(patience + 1)
    assert told is not None
    assert told.startswith("the tick sweep has not ended well for ")


def test_one_failed_run_of_an_hourly_tick_is_forgiven_and_three_are_told_by_name() -> None:
    beat = Beat("sweep", HOUR, well=0.0)
    for hour in (1, 2, 3):
        assert beat.wrong(hour * HOURS) is None
        beat.begins(hour * HOURS)
        beat.ends(hour * HOURS + 1, OSError("secret"))
    told = "the tick sweep has not ended well for 3 hours, it breaks with OSError"
    assert beat.wrong(3 * HOURS + 1) == told
    beat.begins(4 * HOURS)
    beat.ends(4 * HOURS + 1)
    assert beat.wrong(4 * HOURS + 2) is None


def test_a_run_that_has_much_to_do_is_not_late_until_it_took_five_minutes() -> None:
    beat = Beat("delivery", SECOND, well=0.0)
    beat.begins(1.0)
    assert beat.wrong(5 * MINUTES + 1) is None
    told = beat.wrong(6 * MINUTES + 1)
    assert told == "the tick delivery does not end: it is under way for 6 minutes"


def test_a_run_under_way_excuses_nothing_where_the_one_before_broke() -> None:
    beat = Beat("delivery", SECOND, well=0.0)
    beat.begins(1.0)
    beat.ends(2.0, TimeoutError())
    beat.begins(20.0)
    told = "the tick delivery has not ended well for 40 seconds, it breaks with TimeoutError"
    assert beat.wrong(40.0) == told


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59.9), "59 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=2, minutes=59), "2 hours"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit(time: timedelta, words: str) -> None:
    assert said(time) == words
