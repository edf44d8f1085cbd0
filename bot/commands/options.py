"""What several commands need: the pack and the database that the settings name."""

from bot.settings import Settings, read_settings
from flows.pack.model import Pack
from storage.database import Database
from storage.packs import BUILT_IN, load_pack


def chosen_pack() -> Pack:
    """Return the pack that the settings name, the built-in one when they name none."""
    return load_pack(read_settings().pack or BUILT_IN)


def reading(settings: Settings) -> Database:
    """Open the database for reading alone: a server may be running on it."""
    return Database(settings.database_url, read_only=True)
