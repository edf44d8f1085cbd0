"""`salient manifest`: what a chat product must be told about the app, to be pasted there."""

from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml

from bot.wiring import manifest as slack_manifest
from flows.errors import SettingsError

ROUTE = "/slack/events"

app = typer.Typer(
    help="Print what a chat product must be told about Salient.", no_args_is_help=True
)

Url = Annotated[
    str | None,
    typer.Option(help="Public https address of this server, which Slack calls."),
]
Socket = Annotated[
    bool, typer.Option("--socket", help="Socket Mode: this server calls Slack, no address needed.")
]


@app.callback()
def manifest() -> None:
    """Print what a chat product must be told about Salient."""


@app.command("slack")
def slack(url: Url = None, socket: Socket = False) -> None:
    """Print the app manifest of Slack: for a server that Slack calls, or for Socket Mode."""
    if (url is None) is not socket:
        raise SettingsError(
            "write either --url with the public https address of this server, or --socket when "
            "it has none"
        )
    if url is not None:
        _require_public(url)
    told = dict(slack_manifest(url))
    typer.echo(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=90), nl=False)


def _require_public(url: str) -> None:
    """Refuse what Slack could not call, or would call at the wrong place."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise SettingsError(f"{url}: write the address with https://, Slack calls no other")
    if parts.query or parts.fragment or parts.username:
        raise SettingsError(f"{url}: write the address alone, as https://salient.example.org")
    if parts.path.rstrip("/").endswith(ROUTE):
        raise SettingsError(f"{url}: leave {ROUTE} out, it is added")
