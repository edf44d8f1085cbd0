"""The desk for people who use a keyboard, a screen reader, a phone, or dark colours."""

from playwright.sync_api import Page, expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Desk, Pane, pane_at
from tests.acceptance.looking import Look
from tests.acceptance.serving import Server
from tests.acceptance.walking import DO, HARM, Walk, product

FOCUS = """() => {
  const each = document.activeElement;
  const shown = each.closest(".choice") || each;
  const style = getComputedStyle(shown);
  const [box] = shown.getClientRects();
  const down = Math.min(box.height / 2, 20);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + down);
  return {
    name: each.name || each.id,
    said: (each.value && each.type !== "submit" ? each.value : each.innerText).trim(),
    isVisible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isUncovered: shown.contains(top),
  };
}"""
MOST_TABS = 90


def test_axe_finds_nothing_where_a_screening_is_answered(after_g02: Server, visits: Visits) -> None:
    page = visits.window()
    look = Look(page)
    pane = pane_at(page, after_g02.desk)
    look.at("list")
    pane.press("Help")
    look.at("help")
    pane.press("Screen a launch")
    look.at("start")
    pane.press("Start the screening")
    look.at("page")
    pane.press("Save and go on")
    look.at("page with errors")
    chat = product("G01", "Chat for two", P04=["message"], F02="lt10k", U04="no")
    walk = Walk(pane, chat)
    walk.until(lambda pane: pane.button("Keep my answers").count() > 0)
    look.at("prompt")
    walk.until(lambda pane: pane.title.startswith(HARM))
    look.at("risk page")
    walk.until(lambda pane: pane.title.startswith(DO))
    look.at("what you do")
    pane.press("Save and leave")
    look.at("notice")
    pane.press("Go on answering")
    walk.to_review()
    look.at("review")
    pane.press("Send the screening")
    look.at("result")
    assert not look.faults, "\n".join(look.faults)


def test_axe_finds_nothing_where_a_case_is_read(after_g02: Server, visits: Visits) -> None:
    page = visits.window()
    look = Look(page)
    page.goto(after_g02.desk)
    expect(page.get_by_role("region", name="Launch channel")).to_contain_text("SAL-1")
    look.at("whole desk")
    team = pane_at(page, after_g02.desk, "human_rights")
    expect(team.messages).not_to_have_count(0)
    look.at("list and notices of the team")
    team.press("Open", within=team.reply)
    look.at("case card")
    team.press("What would change the route?")
    look.at("smallest change")
    lead = pane_at(page, after_g02.desk, "product", "lead")
    lead.press("Open", within=lead.messages.first)
    look.at("result of G02")
    visits.expected.append("status of 404")
    page.goto(f"{after_g02.desk}/nowhere")
    look.at("no such page")
    assert not look.faults, "\n".join(look.faults)


def test_the_look_itself_finds_what_is_wrong(shared: Server, visits: Visits) -> None:
    page = visits.window()
    pane_at(page, shared.desk)
    page.evaluate(
        """() => {
          const button = document.createElement("button");
          const bar = document.createElement("p");
          button.style.cssText = "display: block; width: 500px; height: 30px";
          bar.style.cssText = "position: relative; top: -54px; height: 30px; color: #888";
          bar.textContent = "A pale word above a button without a name.";
          document.querySelector("main").append(button, bar);
        }"""
    )
    look = Look(page)
    look.at("spoilt list")
    found = "\n".join(look.faults)
    for fault in ("button-name", "color-contrast", "scrolls sideways", "is covered"):
        assert fault in found


def test_the_places_of_the_desk_are_tabs_on_a_phone(after_g02: Server, visits: Visits) -> None:
    page = visits.window({"width": 390, "height": 844})
    desk = Desk.at(page, after_g02.desk)
    places = ("Product", "Human rights", "Admin")
    tabs = page.get_by_role("navigation", name="Places")
    for place in places:
        tabs.get_by_role("link", name=place, exact=True).click()
        expect(page.get_by_title(place, exact=True)).to_be_in_viewport()
        for other in places:
            expect(page.get_by_title(other, exact=True)).to_be_visible(visible=other == place)
        pane = desk.pane(place)
        expect(pane.private).to_be_visible()
        assert not pane.frame.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )


def test_pages_are_answered_with_the_keyboard_alone(shared: Server, visits: Visits) -> None:
    page = visits.window()
    pane = pane_at(page, shared.desk)
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to what was answered")).to_be_in_viewport()
    for button in ("Screen a launch", "Start the screening"):
        _tab_to(page, said=button)
        with pane.turn():
            keys.press("Enter")
    expect(pane.reply.get_by_role("heading", level=2)).to_be_focused()
    for name, typed in (("f.P01", "Keyboard"), ("f.P02", "A story."), ("f.P03", "03032031")):
        _tab_to(page, name=name)
        keys.type(typed)
    for name in ("m.P04", "m.P05"):
        _tab_to(page, name=name, said="none")
        keys.press("Space")
    _send(page)
    expect(pane.reply.get_by_role("heading", level=2)).to_be_focused()
    _tab_to(page, name="f.P06", said="none")
    keys.press("Space")
    _send(page)

    _send(page)
    expect(pane.errors).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    assert page.evaluate(FOCUS)["name"] == "field-U01"
    keys.press("Tab")
    keys.press("Space")
    assert pane.values()["U01"] == ("consumers",)
    pane.press("Back")
    pane.press("Back")
    assert pane.values() == {
        "P01": ("Keyboard",),
        "P02": ("A story.",),
        "P03": ("2031-03-03",),
        "P04": ("none",),
        "P05": ("none",),
    }


def _send(page: Page) -> None:
    """Send the page that is being answered."""
    pane = Pane(page.main_frame)
    _tab_to(page, said="Save and go on")
    with pane.turn():
        page.keyboard.press("Enter")


def _tab_to(page: Page, name: str = "", said: str = "") -> None:
    """Press Tab until the focus is there; on every stop it must be seen, and in the open."""
    passed = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        passed.append(focus)
        assert focus["isVisible"], focus
        assert focus["isUncovered"], focus
        if (not name or focus["name"] == name) and (not said or focus["said"] == said):
            return
    raise AssertionError(f"no Tab leads to {name or said}: {passed}")
