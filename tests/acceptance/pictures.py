"""Make the pictures of the documents: `python -m tests.acceptance.pictures`.

A real desk is walked with the workplace analytics product, and pictures are taken on the way;
then Slack is.
"""

import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, ViewportSize

from tests.acceptance import slack_pictures
from tests.acceptance.at_the_desk import AtTheDesk, label
from tests.acceptance.browsing import PHONE, WIDE, Visits, chromium
from tests.acceptance.desk import Desk, Pane, pane_at
from tests.acceptance.serving import BEGINS, ROOT, Server
from tests.acceptance.story import (
    KEPT,
    Act,
    asked,
    decided,
    measure_named,
    planned,
    weeks,
)
from tests.acceptance.walking import DO, HARM, Walk, product

FOLDER = ROOT / "docs" / "images"
PAGE: ViewportSize = {"width": 960, "height": 900}
MOST_BYTES = 250_000
BEFORE = BEGINS.date() - timedelta(6)
"""The month of the measure ends before the launch of this product."""


@dataclass
class Album:
    """The pictures, as they are taken."""

    folder: Path

    def take(self, name: str, page: Page, start: str | Locator = "") -> None:
        """Take a picture of what a window shows, from a heading or a place on if it is named."""
        page.mouse.move(0, 0)
        page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
        if isinstance(start, str) and start:
            start = page.get_by_role("heading", name=label(start), exact=True).first
        if start:
            start.evaluate("(there) => there.scrollIntoView()")
        file = self.folder / f"{name}.png"
        page.screenshot(path=file, scale="css", animations="disabled")
        size = file.stat().st_size
        sys.stdout.write(f"{file.relative_to(ROOT)}: {size // 1000} kB\n")
        assert size <= MOST_BYTES, f"{name} is too large"


def main() -> None:
    """Take all pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    album, slack = Album(FOLDER), slack_pictures.walked()
    with TemporaryDirectory() as folder, chromium() as browser:
        server = Server(Path(folder) / "salient.db")
        visits = Visits(browser)
        try:
            server.start()
            _screening(album, visits.window(PAGE), server)
            _case(album, visits.window(PAGE), server)
            _whole_desk(album, visits.window(WIDE), server)
            _life(album, visits.window(PAGE), server)
            _reminded(album, visits.window(PAGE), server)
            _phone(album, visits.window(PHONE), server)
            _slack(album, visits.window(), slack, Path(folder))
        finally:
            visits.close()
            server.end()


def _screening(album: Album, page: Page, server: Server) -> None:
    pane = pane_at(page, server.desk)
    pane.press("Screen a launch")
    album.take("start", page)
    pane.press("Start the screening")
    walk = Walk(pane, product("G02"))
    walk.until(lambda pane: pane.title.startswith("Who uses it"))
    walk.fill()
    album.take("page", page)
    walk.until(lambda pane: pane.title.startswith(HARM))
    walk.fill()
    album.take("risk", page)
    walk.until(lambda pane: pane.title.startswith(DO))
    album.take("what-you-do", page)
    walk.to_review()
    album.take("review", page)
    pane.press("Send the screening")
    album.take("result", page)


def _case(album: Album, page: Page, server: Server) -> None:
    team = pane_at(page, server.desk, "human_rights")
    team.press("Open", within=team.reply)
    album.take("case", page)


def _whole_desk(album: Album, page: Page, server: Server) -> None:
    desk = Desk.at(page, server.desk)
    for pane in (desk.product, desk.human_rights):
        pane.press("Open", within=pane.reply)
        pane.frame.evaluate("() => document.activeElement.blur()")
    album.take("desk", page)


def _life(album: Album, page: Page, server: Server) -> None:
    """Take the case with the team, the decision, its measures, and one of them."""
    told = AtTheDesk(page, server.desk, product("G02"), "SAL-1")
    told.tell(asked())
    told.seated("hr_lead")
    album.take("queue", page)
    told.opened("hr_lead")
    album.take("with-the-team", page, "escalation.heading")
    first, agrees = decided(BEGINS.date())
    outcome = replace(first, sends=first.sends[:1])
    told.does(outcome)
    album.take("decision", page)
    told.tell([first, agrees])
    told.opened("manager")
    album.take("measures", page, "measures.heading")
    pane = told.does(Act("manager", "button.back_to_case", measure=measure_named(KEPT)))
    pane.press(
        label("act.measure"),
        within=pane.reply.get_by_role("listitem").filter(has_text=measure_named(KEPT)),
    )
    album.take("measure", page)


def _reminded(album: Album, page: Page, server: Server) -> None:
    """Take what somebody is reminded of in the morning, why, how it is put off, and their page."""
    told = AtTheDesk(page, server.desk, product("G02"), "SAL-1")
    told.tell([*planned(BEFORE), *weeks(3)])
    pane = told.seated("engineer")
    album.take("your-page", page)
    morning = pane.messages.first
    album.take("morning", page, morning)
    pane.press(label("snooze.open"), within=morning)
    album.take("put-off", page)
    pane.press(label("act.why_me"), within=pane.messages.first)
    album.take("why-me", page)


def _phone(album: Album, page: Page, server: Server) -> None:
    pane: Pane = pane_at(page, server.desk)
    pane.press("Screen a launch")
    pane.press("Start the screening")
    Walk(pane, product("G06")).answer()
    album.take("phone", page)


def _slack(album: Album, page: Page, taken: slack_pictures.Taken, folder: Path) -> None:
    bundle = slack_pictures.bundled(folder)
    for name, told in taken.items():
        slack_pictures.draw(page, bundle, told)
        album.take(f"slack-{name}", page)


if __name__ == "__main__":
    main()
