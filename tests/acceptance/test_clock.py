"""The clock of the desk: time is moved in its header, and what is due comes while it passes."""

from playwright.sync_api import Page, Route, expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Desk, sentence
from tests.acceptance.serving import Server

NEXT = "To what is due next"


def test_where_nothing_is_due_next_the_desk_says_so_and_the_clock_stays(
    own: Server, visits: Visits
) -> None:
    page = visits.window()
    desk = Desk.at(page, own.desk)
    note = page.get_by_role("status")
    page.get_by_role("button", name=NEXT).click()
    expect(note.filter(has_text=sentence("desk.nothing_next"))).to_be_visible()
    desk.move_clock("An hour")
    expect(page.locator("#clock-note")).to_be_empty()
    visits.faults.clear()  # the browser notes every answer that is a refusal


def test_while_time_passes_the_clock_says_that_it_is_busy(own: Server, visits: Visits) -> None:
    page = visits.window()
    desk = Desk.at(page, own.desk)
    seen: list[str | None] = []

    def look(route: Route) -> None:
        seen.append(_busy(page))
        route.continue_()

    page.route("**/desk/clock", look)
    desk.move_clock("A day")
    assert (seen, _busy(page)) == (["true"], None)


def _busy(page: Page) -> str | None:
    return page.locator("form.clock").get_attribute("aria-busy")
