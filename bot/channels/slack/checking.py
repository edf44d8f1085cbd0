"""Slack tried by hand: token, scopes, people and places, each failure with what to do about it.

It sends test messages and changes nothing else. What it says may stand in a ticket: no secret.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from bot.channels.slack.api import Api, Refused
from bot.channels.slack.app import Access, Slack
from bot.channels.slack.connection import SCOPES
from bot.contract import Address, Reader, Surface
from bot.contract.checked import Checked
from flows.cards import Card
from flows.errors import ChannelError, Disconnected, Transient

COPY_TOKEN = (
    "open the app at https://api.slack.com/apps, copy the Bot User OAuth Token under OAuth & "
    "Permissions, and set SALIENT_SLACK__BOT_TOKEN to it"
)
INSTALL_AGAIN = (
    "open the app at https://api.slack.com/apps, press Install to Workspace under Install App, "
    "and set SALIENT_SLACK__BOT_TOKEN to the new token"
)
MAKE_APP_TOKEN = (
    "under Basic Information, App-Level Tokens, press Generate Token and Scopes, add "
    "connections:write, and set SALIENT_SLACK__APP_TOKEN to the new token"
)
CHOOSE_OTHER = "choose another conversation in /salient admin"
NAME_OTHER = "name somebody else in /salient admin"
INVITE = "type /invite @Salient in that conversation"
TRY_AGAIN = "nothing is wrong with the settings: wait a minute, then run `salient check` again"

REFUSED_TOKEN: Mapping[str, tuple[str, str]] = {
    "invalid_auth": (
        "it knows no such token",
        f"{COPY_TOKEN}; if it is the same, see whether SALIENT_SLACK__API_URL is of that Slack",
    ),
    "not_authed": ("no token arrived", "see whether a proxy takes the Authorization header away"),
    "account_inactive": ("the app was taken out of the workspace", INSTALL_AGAIN),
    "app_uninstalled": ("the app was taken out of the workspace", INSTALL_AGAIN),
    "token_revoked": ("the token was withdrawn", INSTALL_AGAIN),
    "token_expired": (
        "tokens of this app expire, which cannot be switched off again",
        "make a new app from `salient manifest slack`, and set its token",
    ),
    "org_login_required": ("the workspace is being moved", TRY_AGAIN),
    "team_access_not_granted": (
        "the token is of an organisation and was not granted this workspace",
        "ask an admin of the organisation to add the app to the workspace",
    ),
    "team_not_found": ("the workspace is gone", COPY_TOKEN),
}

REFUSED_MESSAGE: Mapping[str, tuple[str, str]] = {
    "not_in_channel": ("Salient is not in it", INVITE),
    "channel_not_found": (
        "it is gone, or a private one that Salient is not in",
        f"{INVITE}, or {CHOOSE_OTHER}",
    ),
    "is_archived": ("it is archived", CHOOSE_OTHER),
    "restricted_action": (
        "the workspace lets only some people write there",
        f"ask an owner of the workspace to let Salient write there, or {CHOOSE_OTHER}",
    ),
    "missing_scope": ("a scope is missing", "add the scopes that are named above"),
    "user_not_found": ("that account is gone", NAME_OTHER),
    "users_not_found": ("that account is gone", NAME_OTHER),
    "user_disabled": ("that account is closed", NAME_OTHER),
    "cannot_dm_bot": ("that account is a bot", NAME_OTHER),
}


class Trial:
    """One workspace being tried; its `Slack` must be started. `is_known`: the token was taken."""

    def __init__(self, access: Access, slack: Slack, api: Api) -> None:
        self._access = access
        self._slack = slack
        self._api = api
        self.is_known = False

    async def access(self) -> AsyncIterator[Checked]:
        """Try whether Slack is reached, whether it takes the tokens, and what they allow."""
        place = self._access.api_url
        try:
            said, scopes = await self._api.scopes()
        except ChannelError as error:
            yield _refused_token(error, place)
            return
        self.is_known = True
        yield Checked(f"Slack answers at {place}")
        yield Checked(f"bot token: {_named(said)}")
        yield _workspaces(said, self._access.workspaces)
        yield _scopes(scopes)
        if self._access.app_token:
            yield await self._socket()

    async def admin(self, email: str) -> Checked:
        """Try whether an admin of the settings is somebody of the workspace."""
        try:
            found = await self._api.call("users.lookupByEmail", email=email)
        except Refused as error:
            if error.reason != "users_not_found":
                return _not_looked_up(email, error)
            return Checked(
                f"admin {email}: nobody in the workspace has that e-mail address",
                "correct SALIENT_ADMINS: it must be the address of their profile in Slack",
            )
        except ChannelError as error:
            return _not_looked_up(email, error)
        return Checked(f"admin {email}: found ({found['user']['id']})")

    async def message(self, to: Address, called: str, card: Card, reader: Reader) -> Checked:
        """Send a test message as any other message is sent; `called` names its place."""
        channel = self._slack.channel
        payload = channel.render(card, reader, Surface.SHARED)
        try:
            sent = await channel.send(to, payload, f"check:{to.conversation}")
        except ChannelError as error:
            return _not_sent(f"test message to {called} ({to.conversation})", error)
        return Checked(f"test message to {called} ({sent.address.conversation}): sent")

    async def _socket(self) -> Checked:
        """Try the app token: it opens the socket over which Slack is listened to."""
        api = Api(self._access.app_token, self._access.api_url)
        await api.start()
        try:
            await api.call("apps.connections.open", app_token=self._access.app_token)
        except (Disconnected, Refused) as error:
            return Checked(f"app token: Slack refuses it ({error})", MAKE_APP_TOKEN)
        except ChannelError as error:
            return Checked(f"app token: Slack did not answer ({error})", TRY_AGAIN)
        finally:
            await api.close()
        return Checked("app token: opens a socket")


def _named(said: Mapping[str, Any]) -> str:
    bot, team = said.get("user", "?"), said.get("team", "?")
    return f"{bot} ({said['user_id']}) in the workspace {team} ({said['team_id']})"


def _refused_token(error: ChannelError, place: str) -> Checked:
    if isinstance(error, Disconnected):
        why, next_step = REFUSED_TOKEN.get(str(error), ("", COPY_TOKEN))
        told = f": {why}" if why else ""
        return Checked(f"bot token: Slack refuses it ({error}){told}", next_step)
    if isinstance(error, Refused):
        return Checked(f"bot token: Slack refuses it ({error})", COPY_TOKEN)
    if isinstance(error, Transient) and error.retry_after is not None:
        return Checked(f"Slack at {place} asks to wait", TRY_AGAIN)
    return Checked(
        f"Slack cannot be reached at {place} ({error})",
        "see whether this machine may call that address (firewall, HTTPS_PROXY, certificates), "
        "and whether SALIENT_SLACK__API_URL is right",
    )


def _workspaces(said: Mapping[str, Any], served: Sequence[str]) -> Checked:
    """Tell whose people are served: those of the token's workspace, unless others are named."""
    own = {str(said["team_id"]), str(said.get("enterprise_id") or said["team_id"])}
    if not served or not own.isdisjoint(served):
        return Checked("workspaces: the people of this one are served")
    return Checked(
        f"workspaces: SALIENT_SLACK__WORKSPACES does not name this one ({said['team_id']}), so "
        "its own people are turned away",
        "add its id, or take the setting away",
    )


def _scopes(granted: frozenset[str]) -> Checked:
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Checked("scopes: all that are needed")
    return Checked(
        f"scopes: {', '.join(missing)} missing",
        "add under OAuth & Permissions, Bot Token Scopes; then press Reinstall to Workspace on "
        "the same page",
    )


def _not_looked_up(email: str, error: ChannelError) -> Checked:
    is_scope = isinstance(error, Refused) and error.reason == "missing_scope"
    next_step = "add the scopes that are named above" if is_scope else TRY_AGAIN
    return Checked(f"admin {email}: could not be looked up ({error})", next_step)


def _not_sent(what: str, error: ChannelError) -> Checked:
    if isinstance(error, Refused):
        why, next_step = REFUSED_MESSAGE.get(error.reason, ("", ""))
        told = f": {why}" if why else ""
        next_step = next_step or f"look that reason up in docs/slack.md, or {CHOOSE_OTHER}"
        return Checked(f"{what}: Slack refuses it ({error.reason}){told}", next_step)
    if isinstance(error, Transient):
        return Checked(f"{what}: Slack cannot take it now ({error})", TRY_AGAIN)
    return Checked(f"{what}: no answer came ({error})", "look whether it arrived, then try again")
