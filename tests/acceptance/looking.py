"""What can be measured of a page: axe-core's findings, and whether everything is in reach."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Frame, Page

from tests.acceptance.browsing import PHONE, WIDE

SIZES = (WIDE, PHONE)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
AXE = "() => axe.run(document, %s).then((found) => found.violations)"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "iframes": False,
    "rules": {"target-size": {"enabled": True}},
}

REACH = """() => {
  const faults = [];
  const wide = document.documentElement.clientWidth;
  const needed = document.documentElement.scrollWidth;
  if (needed > wide) faults.push(`scrolls sideways: ${needed} in ${wide}`);
  const all = "a, button, summary, select, textarea, input:not([type='hidden'])";
  for (const each of document.querySelectorAll(all)) {
    if (!each.checkVisibility() || each.matches(".skip")) continue;
    const said = each.outerHTML.slice(0, 120);
    each.scrollIntoView({ block: "center", inline: "nearest" });
    const [box] = each.getClientRects();
    if (box.left < -1 || box.right > wide + 1) faults.push(`sticks out: ${said}`);
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const parts = [each, ...(each.labels || [])];
    if (!parts.some((part) => part.contains(top))) faults.push(`is covered: ${said}`);
  }
  window.scrollTo(0, 0);
  return faults;
}"""
"""Everything that can be pressed or filled in must lie inside the page, under nothing else."""


@dataclass
class Look:
    """Looks at views, each at two sizes and in light and dark; `faults` says what is wrong."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def at(self, view: str, frame: Frame | None = None) -> None:
        """Look at what stands on the page now; a frame of it when one is named."""
        place = frame or self.page.main_frame
        place.evaluate(UNFOLD)
        place.evaluate(AXE_SCRIPT)
        for size in SIZES:
            self.page.set_viewport_size(size)
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                where = f"{view} at {size['width']} px, {scheme}"
                self.faults += [f"{where}: {fault}" for fault in _axe(place)]
            self.faults += [f"{where}: {fault}" for fault in place.evaluate(REACH)]
        self.page.set_viewport_size(WIDE)


def _axe(place: Frame) -> Iterator[str]:
    for violation in place.evaluate(AXE % json.dumps(AXE_OPTIONS)):
        nodes = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:3]]
        yield f"{violation['id']} ({violation['impact']}): {'; '.join(nodes)}"
