"""Slack's Web API: one shared session, no retry of its own, every failure named for who can act."""

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from flows.errors import ChannelError, Disconnected, Permanent, Transient, Unknown

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)

REFUSES_US = frozenset(
    {
        *("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"),
        *("org_login_required", "team_access_not_granted", "team_not_found", "app_uninstalled"),
    }
)
"""Errors that are about the token: no message of ours gets through until somebody mends it."""

LATER = frozenset(
    {
        *("ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"),
        *("fatal_error", "internal_error", "request_timeout"),
    }
)

silent = logging.getLogger("slack")
silent.addHandler(logging.NullHandler())
silent.propagate = False
silent.setLevel(logging.CRITICAL)
"""The SDK's own logging may hold what people typed, so none of it is written down."""


class Refused(Permanent):
    """Slack refused a call; `reason` is its word for it."""


class Api:
    """The methods of Slack's Web API. `start` before the first call, `close` after the last."""

    def __init__(self, token: str, url: str) -> None:
        self._token = token
        self._url = url
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(timeout=TIMEOUT)
        self._client = self.client_of(self._token)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def client_of(self, token: str) -> AsyncWebClient:
        """Return a client on the shared session. It never tries again: that is ours to decide."""
        return AsyncWebClient(
            token, base_url=self._url, session=self._session, retry_handlers=[], logger=silent
        )

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method by Slack's name for it.

        Raises Transient, Refused, Disconnected, or Unknown when the answer was lost.
        """
        assert self._client is not None, "the session is not started"
        try:
            answer = await getattr(self._client, method.replace(".", "_"))(**arguments)
        except SlackApiError as error:
            raise named(error) from None
        except aiohttp.ClientConnectorError as error:
            raise Transient(type(error).__name__) from None
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Unknown(type(error).__name__) from None
        found: Mapping[str, Any] = answer.data
        return found

    async def scopes(self) -> tuple[Mapping[str, Any], frozenset[str]]:
        """Return what `auth.test` says, and the scopes that the token has."""
        assert self._client is not None, "the session is not started"
        try:
            answer = await self._client.auth_test()
        except SlackApiError as error:
            raise named(error) from None
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Transient(type(error).__name__) from None
        scopes = {k.lower(): v for k, v in answer.headers.items()}.get("x-oauth-scopes", "")
        said: Mapping[str, Any] = answer.data  # type: ignore[assignment]
        return said, frozenset(filter(None, (s.strip() for s in scopes.split(","))))


def named(error: SlackApiError) -> ChannelError:
    """Return an error of Slack as one of ours."""
    response = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    reason = _reason(response)
    if status == 429 or reason in LATER:
        return Transient(reason or "429", retry_after=_retry_after(response))
    if status >= 500 or not reason:
        return Unknown(str(status))
    if reason in REFUSES_US:
        return Disconnected(reason)
    return Refused(reason, reason=reason)


def _reason(response: Any) -> str:
    data = getattr(response, "data", response)
    reason = data.get("error") if isinstance(data, Mapping) else None
    return reason if isinstance(reason, str) else ""


def _retry_after(response: Any) -> float | None:
    """Return how many seconds Slack asks to wait; None when it does not say."""
    headers = {str(k).lower(): v for k, v in (getattr(response, "headers", None) or {}).items()}
    try:
        return float(headers.get("retry-after", ""))
    except (TypeError, ValueError):
        return None
