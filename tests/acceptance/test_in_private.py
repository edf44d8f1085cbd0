"""The last question lets somebody be heard in private, and nobody else learns of it."""

import re

from playwright.sync_api import expect

from tests.acceptance.browsing import Visits
from tests.acceptance.desk import Desk, sentence
from tests.acceptance.serving import Server
from tests.acceptance.walking import Walk, product


def test_a_private_concern_reaches_the_human_rights_team_alone_and_later(
    own: Server, visits: Visits
) -> None:
    desk = Desk.at(visits.window(), own.desk)
    name = "Calculator with a concern"
    seen = []
    for last in ("no_concern", "confidential"):
        desk.product.home()
        desk.product.start()
        walk = Walk(desk.product, product("G01", name, Z01=last))
        walk.to_review()
        review = desk.product.text
        desk.product.press("Send the screening")
        seen.append([_leveled(review), _leveled(desk.product.text)])
    assert seen[0] == seen[1]
    assert desk.human_rights.messages.count() == 0
    others = [desk.product, desk.admin]
    before = [(pane.messages.count(), pane.reply.count()) for pane in others]
    launches = desk.launches

    desk.move_clock("An hour")
    concern = desk.human_rights.messages.filter(has_text=sentence("message.concern"))
    expect(concern).to_have_count(1)
    assert [(pane.messages.count(), pane.reply.count()) for pane in others] == before
    assert desk.launches == launches
    desk.human_rights.press("Open", within=concern)
    assert desk.human_rights.says("concern.what")
    assert "SAL-2" in desk.human_rights.text
    assert "Mira Lindqvist" in desk.human_rights.text
    for person in ("Mira Lindqvist", "Leo Adeyemi", "Ines Moreau"):
        desk.product.sit(person)
        assert "concern" not in desk.product.text.replace(name, "")
    for person in ("Ada Novak", "Sam Whitfield", "Lea Haddad"):
        desk.admin.sit(person)
        assert "concern" not in desk.admin.text.replace(name, "")


def _leveled(text: str) -> str:
    """Return a text without the number of its case."""
    return re.sub(r"SAL-\d+", "SAL", text)
