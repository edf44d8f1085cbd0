"""The desk without a script, and with what nobody should write into it."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Desk, pane_at
from tests.acceptance.serving import Server
from tests.acceptance.walking import Walk, product
from tests.worked import the_pack

HOSTILE = {
    "markup": "<script>window.pwned = 1</script><img src=x onerror=alert(1)>",
    "quotes": "\"'><svg onload=alert(1)><a href='javascript:alert(1)'>",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} %s {name}",
    "emoji": "👩🏽‍💻 Famille 👨‍👩‍👧 🏳️‍🌈",
    "right_to_left": "\u202eevil\u202c שלום مرحبا",
    "zero_width": "zero\u200bwidth\u200djoined\ufeff",
}
INJECTED = """() => window.pwned !== undefined || document.querySelectorAll(
  "main img, main svg, main script, main a[href^='javascript'], [onerror], [onload]").length > 0"""


def test_a_whole_screening_works_without_a_script(shared: Server, visits: Visits) -> None:
    desk = Desk.at(visits.window(script=False), shared.desk)
    desk.product.start()
    walk = Walk(desk.product, product("G01", "Calculator without a script"))
    walk.to_result()
    assert len(walk.questions) == 12
    assert desk.product.says("launch.cleared")


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_shown_as_it_was_written_and_does_nothing(
    shared: Server, visits: Visits, kind: str
) -> None:
    text = HOSTILE[kind]
    desk = Desk.at(visits.window(), shared.desk)
    desk.product.start()
    walk = Walk(desk.product, product("G01", text, Z01="want_review"))
    walk.fill()
    desk.product.fill({"P02": f"{text}\n{text}"})
    desk.product.press("Save and go on")
    walk.to_review()
    expect(desk.product.reply.get_by_role("listitem").nth(0)).to_contain_text(text)
    desk.product.press("Send the screening")
    assert the_pack().rule["ER15"].say[1:] in desk.product.text
    seen = [desk.product]
    desk.human_rights.home()
    entry = desk.human_rights.reply.get_by_role("listitem").filter(has_text=text)
    expect(entry).to_have_count(1)
    entry.get_by_role("button").click()
    desk.human_rights.frame.wait_for_selector("[data-answer]")
    expect(desk.human_rights.reply.get_by_role("heading", level=2)).to_contain_text(text)
    seen.append(desk.human_rights)
    for pane in seen:
        assert not pane.frame.evaluate(INJECTED)


def test_a_text_of_100_kilobytes_comes_back_whole_and_says_how_much_fits(
    shared: Server, visits: Visits
) -> None:
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    walk = Walk(pane, product("G01", "Calculator with a long story"))
    walk.fill()
    story = ("<b>More than anybody reads.</b> " * 3200)[:100_000]
    pane.fill({"P02": story})
    pane.press("Save and go on")
    assert pane.values()["P02"] == (story,)
    assert pane.says("fault.too_long", limit=400)
    assert pane.values()["P01"] == (walk.case.name,)
    assert pane.frame.locator("#answer b").count() == 0


def test_a_text_of_more_than_a_megabyte_is_held_back_in_its_field(
    shared: Server, visits: Visits
) -> None:
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    walk = Walk(pane, product("G01", "Calculator with an endless story"))
    walk.fill()
    story = "x" * (1024 * 1024)
    pane.fill({"P02": story})
    pane.button("Save and go on").click()
    expect(pane.frame.get_by_role("alert")).to_contain_text("more than one megabyte")
    assert pane.values()["P02"] == (story,)
    pane.fill({"P02": "A short one."})
    pane.press("Save and go on")
    assert [shown.id for shown in pane.fields()] == ["P06"]
