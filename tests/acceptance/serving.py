"""A real Salient in a process of its own: started, stopped, killed, and started again."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer

from storage import desk
from storage.database import Database
from storage.keys import load_or_make_key_file
from storage.schema import upgrade

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
STOP_SECONDS = 12
COMMAND_SECONDS = 180
READY = "Salient is ready: "
BEGINS = datetime(2031, 3, 3, 10, tzinfo=UTC)
"""A Monday in working hours, years ahead: the clock of a desk goes forward only."""


def environment(**settings: str) -> dict[str, str]:
    """Return the environment of a Salient that takes its settings from here alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SALIENT_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


def url_of(file: Path) -> str:
    """Return the setting that names an embedded database."""
    return f"sqlite:///{file}"


def move_to_the_first_morning(file: Path) -> None:
    """Move the clock of a desk to when every story begins, whenever these tests are run."""
    load_or_make_key_file(file.with_name(file.name + ".key"))
    upgrade(url_of(file))
    database = Database(url_of(file))
    try:
        now = datetime.now(UTC) + timedelta(seconds=database.transact(desk.clock_ahead))
        database.transact(desk.advance_clock, int((BEGINS - now).total_seconds()))
    finally:
        database.close()


@dataclass
class Server:
    """`salient serve` on one database file; its port stays the same when it is started again."""

    file: Path
    port: int = 0
    desk: str = ""
    _process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def start(self) -> None:
        """Start and wait until the desk is ready, the first time as stories begin."""
        if not self.desk:
            move_to_the_first_morning(self.file)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=self.file.parent,
                env=environment(
                    SALIENT_DATABASE_URL=url_of(self.file), SALIENT_PORT=str(self.port)
                ),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        line = self._first_line(self._process)
        assert line.startswith(READY), f"Salient did not start.\n{line}{self.told}"
        self.desk = line.removeprefix(READY).strip()
        self.port = int(self.desk.rsplit(":", 1)[1].split("/")[0])

    def kill(self) -> None:
        """End the process as a power cut would."""
        process = self._running()
        process.kill()
        process.wait()
        self._close()

    def stop(self) -> int:
        """Ask the process to end, and return its exit code."""
        process = self._running()
        process.terminate()
        try:
            return process.wait(STOP_SECONDS)
        finally:
            self._close()

    def end(self) -> None:
        """Make sure that nothing of it runs any more."""
        if self._process is not None:
            self._close()

    @property
    def told(self) -> str:
        """What the process has written to standard error."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.file.with_name(self.file.name + ".log")

    def _first_line(self, process: "subprocess.Popen[str]") -> str:
        """Return what is printed first, nothing when the process ends or takes too long."""
        assert process.stdout is not None
        late = Timer(START_SECONDS, process.kill)
        late.start()
        try:
            return process.stdout.readline()
        finally:
            late.cancel()

    def _running(self) -> "subprocess.Popen[str]":
        assert self._process is not None, "the server is not running"
        return self._process

    def _close(self) -> None:
        process = self._running()
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
        self._process = None


def salient(*arguments: str, folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of Salient to its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )


def faults_of(ran: "subprocess.CompletedProcess[str]", expected: Sequence[str]) -> list[str]:
    """Return what is wrong with a refusal: it must fail, say why, and show no traceback."""
    found = [f"does not say {word!r}" for word in expected if word not in ran.stderr]
    if ran.returncode == 0:
        found.append("ends with 0")
    if "Traceback" in ran.stderr:
        found.append("shows a traceback")
    return [*found, ran.stderr] if found else []
