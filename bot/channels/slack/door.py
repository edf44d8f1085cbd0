"""Who may come in: people of our own workspaces, known by what Slack says of them."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import structlog

from bot.channels.slack.api import Api, Refused
from bot.channels.slack.connection import Connection
from bot.contract import Directory, Met
from flows.errors import ChannelError

log = structlog.get_logger("slack")

MOST_CHOSEN = 50
"""How many people may be new in one form; the others are asked for again."""


NOBODY_HERE = frozenset({"user_not_found", "user_not_visible"})
"""What Slack says of an account that our workspace does not know."""


class Entry(Enum):
    """What the door says to somebody."""

    WELCOME = "welcome"
    FOREIGN = "foreign"
    UNCHECKED = "unchecked"


class Door:
    """Looks up whoever was never met; `workspaces` are home workspaces that may use us."""

    def __init__(
        self,
        api: Api,
        connection: Connection,
        directory: Directory,
        workspaces: Sequence[str] = (),
    ) -> None:
        self._api = api
        self._connection = connection
        self._directory = directory
        self._workspaces = frozenset(workspaces)

    async def enter(self, payload: Mapping[str, object]) -> Entry:
        """Let in whoever acts, and write down whom they chose in a form."""
        if self._connection.identity is None:
            return Entry.UNCHECKED
        actor, homes = actor_of(payload), homes_of(payload)
        if team_of(payload) != self._connection.team or not (self._served & homes or not homes):
            return Entry.FOREIGN
        if self._directory.person_of(self._connection.team, actor) is None:
            entry = await self._meet(actor)
            if entry is not Entry.WELCOME:
                return entry
        new = [one for one in chosen_in(payload) if self._is_new(one)][:MOST_CHOSEN]
        await asyncio.gather(*map(self._meet, new))
        return Entry.WELCOME

    async def refresh(self, account: str) -> None:
        """Look again at somebody who was met, after their profile changed."""
        if self._connection.identity is not None and not self._is_new(account):
            await self._meet(account)

    async def meet_by_email(self, email: str) -> str | None:
        """Return the person with an e-mail address, None when the workspace has nobody."""
        try:
            found = await self._api.call("users.lookupByEmail", email=email)
        except Refused as error:
            log.warning("an admin was not found", action="slack.no_admin", code=error.reason)
            return None
        account = str(found["user"]["id"])
        await self._meet(account)
        return self._directory.person_of(self._connection.team, account)

    @property
    def _served(self) -> frozenset[str]:
        return self._workspaces or frozenset({self._connection.team})

    def _is_new(self, account: str) -> bool:
        return self._directory.person_of(self._connection.team, account) is None

    async def _meet(self, account: str) -> Entry:
        try:
            said = await self._api.call("users.info", user=account, include_locale=True)
        except ChannelError as error:
            if isinstance(error, Refused) and error.reason in NOBODY_HERE:
                return Entry.FOREIGN
            log.warning(
                "could not look up who somebody is", action="slack.unchecked", error=str(error)
            )
            return Entry.UNCHECKED
        profile = said["user"]
        if not self._is_ours(profile):
            log.warning("somebody from elsewhere was turned away", action="slack.foreign")
            return Entry.FOREIGN
        await self._directory.meet(met_of(self._connection.team, profile))
        return Entry.WELCOME

    def _is_ours(self, profile: Mapping[str, Any]) -> bool:
        home = {profile.get("team_id"), (profile.get("enterprise_user") or {}).get("enterprise_id")}
        is_person = not profile.get("is_bot") and not profile.get("is_stranger")
        return is_person and not self._served.isdisjoint(home - {None})


def met_of(team: str, profile: Mapping[str, Any]) -> Met:
    """Return a person as their profile in Slack tells them."""
    about = profile.get("profile") or {}
    names = (about.get("real_name"), profile.get("real_name"), profile.get("name"))
    return Met(
        tenant=team,
        account=str(profile["id"]),
        name=next((str(name) for name in names if name), "?"),
        email=str(about.get("email") or ""),
        zone=str(profile.get("tz") or ""),
        locale=str(profile.get("locale") or ""),
        gone=bool(profile.get("deleted")),
    )


def team_of(payload: Mapping[str, object]) -> str:
    """Return the workspace where something was done."""
    team = payload.get("team")
    inner = team.get("id") if isinstance(team, Mapping) else None
    return str(inner or payload.get("team_id") or "")


def actor_of(payload: Mapping[str, object]) -> str:
    """Return the account of whoever acted."""
    for key in ("event", "user"):
        inner = payload.get(key)
        if isinstance(inner, Mapping):
            return _id(inner.get("user") if key == "event" else inner.get("id"))
    return _id(payload.get("user_id"))


def homes_of(payload: Mapping[str, object]) -> frozenset[str]:
    """Return the home workspace of whoever acted and its organisation, where Slack tells them."""
    event, user, company = (payload.get(key) for key in ("event", "user", "enterprise"))
    home = ""
    if isinstance(event, Mapping):
        home = _id(event.get("user_team") or event.get("source_team"))
    elif isinstance(user, Mapping):
        home = _id(user.get("team_id"))
    if not home:
        return frozenset()
    return frozenset({home, _id(company.get("id")) if isinstance(company, Mapping) else home})


def _id(value: object) -> str:
    return value if isinstance(value, str) else ""


def chosen_in(payload: Mapping[str, object]) -> Iterator[str]:
    """Yield the accounts of everybody who was chosen in the fields of a window."""
    view = payload.get("view")
    state = view.get("state") if isinstance(view, Mapping) else None
    values = state.get("values") if isinstance(state, Mapping) else None
    blocks = values.values() if isinstance(values, Mapping) else ()
    for block in blocks:
        for field in block.values() if isinstance(block, Mapping) else ():
            if isinstance(field, Mapping):
                one, several = field.get("selected_user"), field.get("selected_users")
                yield from (u for u in (one, *(several or ())) if isinstance(u, str))
