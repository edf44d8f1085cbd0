"""Make contact sheets of every card and form in both channels: `python -m tests.acceptance.sheets`.

They are drawn from the golden files, so that whoever reads a change of one can look at it.
"""

import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize

from tests.acceptance import slack_pictures
from tests.acceptance.browsing import Visits, chromium
from tests.acceptance.serving import ROOT
from tests.acceptance.test_slack_look import parts, shown

GOLDENS = ROOT / "tests" / "channels"
CSS = ROOT / "bot" / "channels" / "desk" / "static" / "desk.css"
FOLDER = ROOT / "docs" / "images" / "sheets"
SIZE: ViewportSize = {"width": 620, "height": 900}
SHEET: ViewportSize = {"width": 1600, "height": 900}
ON_A_SHEET = 10
LINK = '<link rel="stylesheet" href="/desk/static/desk.css">'
NO_PAGES = ("feed", "shell")
"""Parts of the desk that are no pages of their own."""

STYLE = """
body { margin: 12px; display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px;
       font: 13px sans-serif; background: #ddd; }
figure { margin: 0; } img { width: 100%; } figcaption { padding: 2px 0; }
"""


def main() -> None:
    """Take all sheets anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        visits = Visits(browser)
        try:
            page = visits.window(SIZE)
            _sheets(page, "desk", _of_the_desk(page))
            _sheets(page, "slack", _of_slack(page, Path(folder)))
        finally:
            visits.close()


def _of_the_desk(page: Page) -> Iterator[tuple[str, bytes]]:
    style = f"<style>{CSS.read_text('utf-8')}</style>"
    for file in sorted((GOLDENS / "golden").glob("*.html")):
        if file.stem not in NO_PAGES:
            page.set_viewport_size(SIZE)
            page.set_content(file.read_text("utf-8").replace(LINK, style))
            yield file.stem, page.screenshot(type="jpeg", quality=60)


def _of_slack(page: Page, folder: Path) -> Iterator[tuple[str, bytes]]:
    bundle = slack_pictures.bundled(folder)
    for file in sorted((GOLDENS / "golden_slack").glob("*.json")):
        for number, drawn in enumerate(parts(json.loads(file.read_text("utf-8"))), 1):
            slack_pictures.draw(page, bundle, shown(drawn), SIZE)
            page.set_viewport_size(SIZE)
            yield f"{file.stem} {number}", page.screenshot(type="jpeg", quality=60)


def _sheets(page: Page, channel: str, taken: Iterator[tuple[str, bytes]]) -> None:
    every = list(taken)
    for number, first in enumerate(range(0, len(every), ON_A_SHEET), 1):
        few = every[first : first + ON_A_SHEET]
        figures = "".join(
            f'<figure><img src="data:image/jpeg;base64,{b64encode(picture).decode()}">'
            f"<figcaption>{name}</figcaption></figure>"
            for name, picture in few
        )
        page.set_viewport_size(SHEET)
        page.set_content(f"<style>{STYLE}</style>{figures}")
        file = FOLDER / f"{channel}-{number:02}.jpg"
        page.screenshot(path=file, full_page=True, type="jpeg", quality=60)
        sys.stdout.write(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
