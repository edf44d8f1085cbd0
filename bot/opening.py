"""What must be in order before anything runs: the pack, the database, its schema and its key."""

from pathlib import Path

from bot.settings import Settings
from flows.errors import PackError, SettingsError
from flows.pack.lint import lint
from flows.pack.source import Source
from storage import store
from storage.database import Database, is_sqlite, read_url, sqlite_path
from storage.keys import Keyring, load_or_make_key_file, read_key_file
from storage.packs import BUILT_IN, read_source
from storage.schema import is_empty, require_current, upgrade_open


def accepted_pack(settings: Settings) -> Source:
    """Return the pack that the settings name. Raise PackError with every finding of the linter."""
    folder = pack_folder(settings)
    source = read_source(folder)
    findings = lint(source)
    if findings:
        raise PackError(*findings, f"{folder}: this pack is not served; mend it first")
    return source


def pack_folder(settings: Settings) -> Path:
    """Return the folder of the pack that the settings name, else the built-in one."""
    return settings.pack or BUILT_IN


def opened_for_reading(settings: Settings) -> Database:
    """Open a database to look at alone: a server may be running on it."""
    database = Database(settings.database_url, read_only=True)
    try:
        require_current(database)
    except BaseException:
        database.close()
        raise
    return database


def opened_for_mending(settings: Settings) -> Database:
    """Open a database to change a few rows by hand; no key is needed.

    Raise StoreError where it is not there, has another schema, or, on SQLite, while a server runs.
    """
    opened_for_reading(settings).close()
    return Database(settings.database_url)


def opened(settings: Settings) -> tuple[Database, Keyring]:
    """Open the database with its keys; a new embedded one is made and brought to the schema.

    Raises StoreError for a wrong schema or a key that does not fit, SettingsError when there
    is no key.
    """
    database = Database(settings.database_url)
    try:
        is_new = is_empty(database)
        if is_new and is_sqlite(read_url(settings.database_url)):
            upgrade_open(database)
        require_current(database)
        keys = Keyring(_master_key(settings, is_new))
        database.transact(store.require_key, keys)
    except BaseException:
        database.close()
        raise
    return database, keys


def key_file(settings: Settings) -> Path | None:
    """Return where the key of an embedded database lies: beside the file; None for another."""
    url = read_url(settings.database_url)
    if not is_sqlite(url):
        return None
    path = sqlite_path(url)
    return path.with_name(path.name + ".key")


def kept_key(settings: Settings) -> bytes:
    """Return the key of a database that is there already. Raise SettingsError when it is lost."""
    file = key_file(settings)
    key = settings.key or (read_key_file(file) if file is not None else None)
    if key is None:
        place = f", and there is none in {file}" if file is not None else ""
        raise SettingsError(
            f"SALIENT_SECRET_KEY is not set{place}: without the key that it was made with, "
            "nobody can read this database. Set it, or put the file back"
        )
    return key


def _master_key(settings: Settings, is_new: bool) -> bytes:
    """Return the key that is set, else the desk's own, made beside a database that is new."""
    file = key_file(settings)
    if settings.key is None and file is not None and is_new:
        return load_or_make_key_file(file)
    return kept_key(settings)
