"""A real browser, and what no page of the desk may ever do in it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    ViewportSize,
    WebError,
    sync_playwright,
)

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PATIENCE_MS = 60_000
"""How long a busy machine may take for one step; no test waits for it when all is well."""

WIDE: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
OWN_HOST = "127.0.0.1"


class NoBrowser(Exception):
    """There is no Chromium to walk the desk with."""


def chromium_path() -> str:
    """Return the Chromium that TEST_CHROMIUM names, else one that this machine has."""
    named = os.environ.get("TEST_CHROMIUM")
    if named is not None and not Path(named).is_file():
        raise NoBrowser(f"TEST_CHROMIUM is {named}, and there is no such file")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser(
            "The acceptance tests need Chromium. Install it (on Debian and Ubuntu the package "
            "chromium), or set TEST_CHROMIUM to the path of one."
        )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium without a window."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visits:
    """The browser windows of one test, watched: `faults` are things that must never happen.

    These are an error in the console (so also whatever the content security policy stops), a
    dialog, a request to another host, and an answer that says the server broke.
    """

    browser: Browser
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    _open: list[BrowserContext] = field(default_factory=list)

    def window(self, size: ViewportSize = WIDE, *, script: bool = True, dark: bool = False) -> Page:
        """Open a window that shares nothing with the others."""
        context = self.browser.new_context(
            viewport=size,
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
        )
        self._open.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.on("dialog", self._asked)
        context.on("request", self._requested)
        context.on("response", self._responded)
        return context.new_page()

    def close(self) -> None:
        """Close every window."""
        while self._open:
            self._open.pop().close()

    @property
    def unexpected(self) -> list[str]:
        """The faults that no pattern of `expected` excuses."""
        return [
            fault for fault in self.faults if not any(re.search(e, fault) for e in self.expected)
        ]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.faults.append(f"console: {message.text}")

    def _broke(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        if urlsplit(request.url).hostname != OWN_HOST:
            self.faults.append(f"request: {request.url}")

    def _responded(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"response: {response.status} of {response.url}")
