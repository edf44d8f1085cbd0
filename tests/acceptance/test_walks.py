"""Two worked products from the first page to the result, in the browser."""

from playwright.sync_api import expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Desk, Pane, pane_at, sentence
from tests.acceptance.serving import Server
from tests.acceptance.walking import Walk, product, written
from tests.worked import the_pack

SMALLEST = "What would change the route?"


def test_a_harmless_product_takes_twelve_questions_and_ends_on_record_only(
    shared: Server, visits: Visits
) -> None:
    desk = Desk.at(visits.window(), shared.desk)
    heard = desk.human_rights.messages.count()
    desk.product.start()
    walk = Walk(desk.product, product("G01", "Calculator for twelve questions"))
    walk.to_result()
    assert len(walk.questions) == written("G01")["questions_asked"] == 12
    assert len(walk.sent) <= 5
    assert desk.product.says("launch.cleared")
    assert desk.product.says("status.cleared")
    assert the_pack().route["record_only"].meaning in desk.product.text
    desk.product.home()
    assert desk.product.says("launch.cleared")
    desk.human_rights.home()
    assert desk.human_rights.messages.count() == heard


def test_workplace_analytics_ends_in_hold_and_its_notice_arrives_live(
    own: Server, visits: Visits
) -> None:
    desk = Desk.at(visits.window(), own.desk)
    team = desk.human_rights
    team.frame.evaluate("window.isStillTheSame = true")
    desk.product.start()
    walk = Walk(desk.product, product("G02"))
    walk.until(lambda pane: pane.says("early.told", reference="SAL-1"))
    early = team.messages.filter(has_text=sentence("message.early", reference="SAL-1"))
    expect(early).to_have_count(1)
    walk.to_result()
    assert len(walk.questions) == written("G02")["questions_asked"]
    assert desk.product.says("launch.hold")
    assert desk.product.says("status.hold", reference="SAL-1")
    _assert_reasons(desk.product, ["ER01", "ER09", "ER14", "ER19"])
    notice = team.messages.filter(has_text=sentence("message.submitted", reference="SAL-1"))
    expect(notice).to_have_count(1)
    assert team.frame.evaluate("window.isStillTheSame"), "the pane was loaded anew"
    assert sentence("turn.team").search(desk.launches)
    assert walk.case.name not in desk.launches

    team.press("Open", within=notice)
    assert team.title == f"SAL-1: {walk.case.name}"
    assert walk.case.story in team.text
    _assert_reasons(team, ["ER01", "ER09", "ER14", "ER19"])
    team.press(SMALLEST)
    assert team.says("smallest.title", reference="SAL-1")
    assert team.says("smallest.route")
    team.press("Back to the case")
    assert team.says("launch.hold")


def test_the_smallest_change_is_not_offered_to_the_product_side(
    after_g02: Server, visits: Visits
) -> None:
    page = visits.window()
    team = pane_at(page, after_g02.desk, "human_rights")
    team.press("Open", within=team.reply)
    assert team.button(SMALLEST).count() == 1
    for person in ("manager", "lead", "engineer"):
        pane = pane_at(page, after_g02.desk, "product", person)
        if pane.button("Open", within=pane.reply).count():
            pane.press("Open", within=pane.reply)
            assert pane.says("launch.hold")
        assert "change the route" not in pane.frame.content()


def _assert_reasons(pane: Pane, rules: list[str]) -> None:
    """Check that each rule can be read in plain words, with an answer that made it fire."""
    pack = the_pack()
    for id in rules:
        say = pack.rule[id].say
        item = pane.reply.get_by_role("listitem").filter(has_text=f"Rule {id}")
        expect(item).to_contain_text(say[:1].upper() + say[1:])
        item.get_by_text("More").first.click()
        expect(item.get_by_text(f"Rule {id}", exact=True)).to_be_visible()
        assert item.locator(".line").count() >= 2, f"{id} names no answer behind it"
    if "ER14" in rules:
        behind = pane.reply.get_by_role("listitem").filter(has_text="Rule ER14")
        asked = pack.question["E04"].text
        expect(behind).to_contain_text(sentence("because.answer", question=asked, answer="Yes"))
