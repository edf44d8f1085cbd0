"""The server dies in the middle of a screening, and nothing that was sent is lost."""

from playwright.sync_api import expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Pane, pane_at
from tests.acceptance.looking import Look
from tests.acceptance.serving import Server, salient, url_of
from tests.acceptance.walking import Walk, product

OWED = 2
GONE = "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED"


def test_a_killed_server_resumes_at_the_same_question_with_all_answers(
    own: Server, visits: Visits
) -> None:
    visits.expected.append(GONE)
    pane = pane_at(visits.window(), own.desk)
    pane.start()
    walk = Walk(pane, product("G02"))
    walk.to_page("A01")
    asked = pane.fields()
    own.kill()
    own.start()

    resumed = pane_at(visits.window(), own.desk)
    resumed.press("Go on answering", within=resumed.reply)
    assert resumed.fields() == asked
    for page in reversed(walk.sent):
        resumed.press("Back")
        assert (resumed.title, resumed.values()) == (page.title, page.values)
    assert resumed.button("Back").count() == 0
    assert own.stop() == 0
    verified = salient(
        "audit", "verify", folder=own.file.parent, SALIENT_DATABASE_URL=url_of(own.file)
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_page_sent_to_a_restarted_server_is_asked_for_once_more_and_saved(
    own: Server, visits: Visits
) -> None:
    visits.expected += [GONE, "status of 403"]
    pane = pane_at(visits.window(), own.desk)
    pane.start()
    walk = Walk(pane, product("G01"))
    walk.fill()
    typed = pane.values()
    own.kill()
    own.start()

    pane.button("Save and go on").click()
    title = pane.frame.get_by_role("heading", name="The desk was restarted meanwhile")
    expect(title).to_be_visible()
    expect(pane.frame.get_by_text(walk.case.story)).to_be_visible()
    look = Look(pane.frame.page)
    look.at("send it again")
    assert not look.faults, "\n".join(look.faults)
    pane.button("Send it again").click()
    pane.frame.wait_for_selector("#answer")
    assert [shown.id for shown in pane.fields()] == ["P06"]
    pane.press("Back")
    assert pane.values() == typed


def test_messages_outlive_a_restart(after_g02: Server, visits: Visits) -> None:
    visits.expected.append(GONE)
    team = pane_at(visits.window(), after_g02.desk, "human_rights")
    heard = read_when_all_is_told(team)
    assert after_g02.stop() == 0
    after_g02.start()
    again = pane_at(visits.window(), after_g02.desk, "human_rights")
    assert read_when_all_is_told(again) == heard


def read_when_all_is_told(pane: Pane) -> list[str]:
    """Return the messages of a pane: the early notice, the whole, and what else arrives at once."""
    heard: list[str] = []
    while len(heard) < OWED or heard != pane.messages.all_inner_texts():
        heard = pane.messages.all_inner_texts()
        pane.frame.page.wait_for_timeout(3000)
    return heard
