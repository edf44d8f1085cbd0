"""Going back, changing, stopping, coming back, and two people at once."""

from playwright.sync_api import Locator, expect

from flows.screening.cases import WrittenCase
from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Pane, pane_at, sentence
from tests.acceptance.serving import Server
from tests.acceptance.walking import LAUNCH_DAY, Walk, product
from tests.worked import the_pack

REACH = "F02"
"""How many people: asked only of what is recommended to consumers."""


def recommender(name: str) -> WrittenCase:
    """Return a launch on which one answer hangs on another, and no harm on either."""
    return product(
        "G01", name, P04=["recommend"], P05=["basic"], U01=["consumers"], F02="lt10k", U04="limited"
    )


def question(id: str) -> str:
    return the_pack().question[id].text


def reviewed(pane: Pane, id: str) -> Locator:
    """Return the line of a question on the review page."""
    return pane.reply.get_by_role("listitem").filter(has_text=question(id))


def change(pane: Pane, id: str) -> None:
    with pane.turn():
        reviewed(pane, id).get_by_role("button").click()


def test_a_change_says_first_what_is_put_aside_and_brings_it_back(
    shared: Server, visits: Visits
) -> None:
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    Walk(pane, recommender("Recommender that changes")).to_review()
    expect(reviewed(pane, REACH)).to_contain_text("Under 10,000")

    change(pane, "U01")
    pane.fill({"U01": ["business"]})
    pane.press("Save and go on")
    assert pane.says("change.aside", count=1)
    assert question(REACH) in pane.text
    assert pane.values()["U01"] == ("business",)
    pane.fill({"U01": ["consumers"]})
    pane.press("Change it and go on")
    expect(reviewed(pane, REACH)).to_contain_text("Under 10,000")

    change(pane, "U01")
    pane.fill({"U01": ["business"]})
    pane.press("Save and go on")
    assert pane.says("change.aside", count=1)
    pane.press("Change it and go on")
    expect(reviewed(pane, "U01")).to_contain_text("Companies in general")
    expect(reviewed(pane, REACH)).to_have_count(0)

    change(pane, "U01")
    pane.fill({"U01": ["consumers"]})
    pane.press("Save and go on")
    expect(reviewed(pane, REACH)).to_contain_text("Under 10,000")


def test_back_not_sure_and_leaving_keep_every_answer(shared: Server, visits: Visits) -> None:
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    walk = Walk(pane, product("G01", "Calculator that is left alone"))
    walk.answer()
    walk.answer()
    pane.press("Back")
    assert pane.values() == dict(walk.sent[1].values)
    pane.press("Save and go on")

    pane.fill({"U01": ["consumers"], "U04": "limited"})
    pane.press("Not sure about the rest")
    assert [shown.id for shown in pane.fields()] == ["F01"]
    pane.press("Back")
    assert pane.values() == {
        "U01": ("consumers",),
        "U02": ("unsure",),
        "U03": ("unsure",),
        "U04": ("limited",),
    }
    pane.fill({"U03": ["low"]})
    pane.press("Save and leave")
    assert pane.says("saved.left")

    again = pane_at(visits.window(), shared.desk)
    entry = again.reply.get_by_role("listitem").filter(has_text=walk.case.name)
    again.press("Go on answering", within=entry)
    assert [shown.id for shown in again.fields()] == ["F01"]
    again.press("Back")
    assert again.values()["U03"] == ("low",)


def test_a_page_with_errors_keeps_all_that_was_typed(shared: Server, visits: Visits) -> None:
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    name, story = "Calculator with a mistake", "A story.\nWith a second line."
    pane.fill({"P01": name, "P02": story, "P04": ["none"]})
    pane.press("Save and go on")
    assert pane.title == "About the product"
    expect(pane.errors).to_contain_text(sentence("desk.wrong", count=2))
    assert pane.values() == {
        "P01": (name,),
        "P02": (story,),
        "P03": ("",),
        "P04": ("none",),
        "P05": (),
    }
    pane.errors.get_by_role("link", name=question("P05")).click()
    expect(pane.frame.get_by_role("group", name=question("P05"))).to_be_focused()
    pane.fill({"P03": LAUNCH_DAY, "P05": ["none"]})
    pane.press("Save and go on")
    assert [shown.id for shown in pane.fields()] == ["P06"]


def test_the_second_of_two_people_on_a_page_sees_both_answers(
    shared: Server, visits: Visits
) -> None:
    name = "Calculator of two people"
    manager = pane_at(visits.window(), shared.desk)
    manager.start(lead="Leo Adeyemi")
    Walk(manager, product("G01", name)).to_page("P06")
    lead = pane_at(visits.window(), shared.desk, "product", "lead")
    entry = lead.reply.get_by_role("listitem").filter(has_text=name)
    lead.press("Go on answering", within=entry)
    assert [shown.id for shown in lead.fields()] == ["P06"]

    manager.fill({"P06": "none"})
    manager.press("Save and go on")
    lead.fill({"P06": "informs"})
    lead.press("Save and go on")
    assert lead.says("stale.page")
    assert lead.says("stale.field", who="Mira Lindqvist", answer="No")
    assert lead.values() == {"P06": ("informs",)}
    lead.press("Save and go on")
    manager.press("Back")
    assert manager.values() == {"P06": ("informs",)}


def test_a_launch_named_twice_warns_and_leads_to_the_open_case(
    shared: Server, visits: Visits
) -> None:
    name = "Calculator that has a twin"
    pane = pane_at(visits.window(), shared.desk)
    pane.start()
    Walk(pane, product("G01", name)).answer()
    pane.home()
    pane.start()
    Walk(pane, product("G01", name.upper())).answer()
    assert pane.says("same_launch")
    started = sentence("same_launch.since", who="Mira Lindqvist")
    twin = pane.reply.get_by_role("listitem").filter(has_text=started)
    expect(twin).to_have_count(1)
    with pane.turn():
        twin.get_by_role("button", name="Go on answering").click()
    pane.press("Back")
    assert pane.values()["P01"] == (name,)
