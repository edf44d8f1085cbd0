"""Whatever Slack is shown looks like Slack: no markup in sight, nothing wider than a phone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.browsing import PHONE, Visits
from tests.acceptance.slack_pictures import bundled, draw
from tests.slack.screens import Json

GOLDEN = Path(__file__).parents[1] / "channels" / "golden_slack"
MARKUP = ("*", "<!date", "&lt;", "&amp;", "undefined")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def page(visits: Visits) -> Page:
    return visits.window(PHONE)


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.json")))
def test_everything_drawn_reads_as_words_and_fits_a_phone(
    name: str, page: Page, bundle: str
) -> None:
    for drawn in parts(json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))):
        draw(page, bundle, shown(drawn), PHONE)
        said = page.locator("#screen").inner_text()
        assert not [mark for mark in MARKUP if mark in said], said
        assert page.evaluate(WIDER) <= 0


def parts(drawn: Json) -> list[Json]:
    """Return what one golden file holds: a view, a message, or several of them by name."""
    return [drawn] if {"type", "blocks"} & drawn.keys() else list(drawn.values())


def shown(drawn: Json) -> Json:
    """Return what was drawn with where it stands."""
    known: Json = {"people": [], "rooms": []}
    if "type" in drawn:
        return known | {"kind": drawn["type"].replace("modal", "window"), "view": drawn}
    message = {"ts": "1", "blocks": drawn["blocks"]}
    return known | {"kind": "room", "place": "# launches", "messages": [message]}
