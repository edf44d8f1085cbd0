"""Errors carry what whoever mends them must know."""

from flows.errors import Permanent, Transient


def test_a_busy_platform_may_say_for_how_long_and_for_what() -> None:
    asked = Transient("busy", retry_after=3.0, everywhere=True)
    assert (asked.retry_after, asked.everywhere) == (3.0, True)
    silent = Transient("busy")
    assert (silent.retry_after, silent.everywhere) == (None, False)


def test_a_refusal_has_a_reason_that_an_admin_can_be_told() -> None:
    assert Permanent("channel_not_found", reason="gone").reason == "gone"
    assert Permanent("channel_not_found").reason == "refused"
