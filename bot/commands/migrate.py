"""`salient migrate`: bring the database to the schema of this version."""

import typer

from bot.settings import read_settings
from storage.schema import upgrade


def migrate() -> None:
    """Bring the database to the schema of this version."""
    upgrade(read_settings().database_url)
    typer.echo("The database is at the schema of this version.")
