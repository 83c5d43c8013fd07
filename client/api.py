"""Calls the HTTP API for a player: sign up, stay signed in, get a ticket for the socket."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from client.errors import ProtocolError

if TYPE_CHECKING:
    from client.connection import Connection

UNAUTHORIZED = 401
NOT_FOUND = 404
FIRST_ERROR = 400
FOREIGN = "http"
"""The code of an answer that is not the API's but a proxy's, which may hide the API's own."""


@dataclass
class Account:
    """A player who is signed in; the tokens change whenever they are refreshed."""

    player_id: str
    username: str
    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)


class Rumpus:
    """A deployed Rumpus. Every method may raise ProtocolError, or httpx.RequestError."""

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=base_url, transport=transport, timeout=httpx.Timeout(20, connect=5)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def sign_up(self, username: str, key: str = "") -> Account:
        """Become a guest under a name that no other player has.

        Without an answer of the API, it retries once. For further retries the caller passes the
        same `new_key()` each time: for ten minutes the same name and key return the same guest. So
        a key is a secret.
        """
        body = {"username": username, "key": key or new_key()}
        try:
            return _account(await self._ask("POST", "/v1/guests", json=body))
        except httpx.TransportError:
            pass
        except ProtocolError as error:
            if error.code != FOREIGN:
                raise
        return _account(await self._ask("POST", "/v1/guests", json=body))

    async def sign_in(self, id_token: str, username: str = "") -> Account:
        """Sign in by an OIDC provider's token; the first time, with the username to take."""
        body = {"id_token": id_token} | ({"username": username} if username else {})
        return _account(await self._ask("POST", "/v1/sessions/oidc", json=body))

    async def refresh(self, account: Account, stale: str = "") -> None:
        """Renew the account's tokens; `stale` is the token that was refused, if one was."""
        async with account._refreshing:  # noqa: SLF001 - a part of this library's own value
            if stale and stale != account.token:
                return
            body = {"refresh_token": account.refresh_token}
            renewed = await self._ask("POST", "/v1/sessions/refresh", json=body)
            account.token, account.refresh_token = _fields(renewed, "token", "refresh_token")

    async def ticket_url(self, account: Account, room: str = "") -> str:
        """Return a URL to connect to, once and soon; the room's size may decide the host."""
        body = {"json": {"room": room}} if room else {}
        grant = await self.request("POST", "/v1/tickets", account, **body)
        url, ticket = _fields(grant, "url", "ticket")
        return f"{url}?ticket={ticket}"

    def connect(self, account: Account, room: str = "") -> Connection:
        """Return the account's connection, to be entered with `async with`.

        Name the room that will be played, such as `codebattle/b1`: a large room may have a host of
        its own.
        """
        from client.connection import Connection  # noqa: PLC0415 - not every program needs a socket

        return Connection(lambda: self.ticket_url(account, room))

    async def notices(self, account: Account) -> dict[str, Any]:
        """Return the player's inbox: `unread`, the number of the `last` one, and the `notices`."""
        try:
            inbox: dict[str, Any] = await self.request("GET", _inbox(account), account)
        except ProtocolError as error:
            if error.status != NOT_FOUND:
                raise
            return {"unread": 0, "last": 0, "notices": []}
        return inbox

    async def mark_read(self, account: Account, through: int) -> None:
        """Mark all notices up to a number as read."""
        frame = {"type": "inbox.read", "id": f"read-{through}", "room": account.username}
        body = {"json": {**frame, "through": through}}
        await self.request("POST", "/v1/commands", account, **body)

    async def request(self, method: str, path: str, account: Account, **request: Any) -> Any:
        """Call the API as a player; renew the token if it has expired."""
        token = account.token
        try:
            return await self._ask(method, path, token, **request)
        except ProtocolError as error:
            if error.status != UNAUTHORIZED:
                raise
        await self.refresh(account, stale=token)
        return await self._ask(method, path, account.token, **request)

    async def get(self, path: str, **query: str | int) -> Any:
        """Read public resources: rooms, boards, health."""
        return await self._ask("GET", path, params=query)

    async def _ask(self, method: str, path: str, token: str = "", **request: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await self._http.request(method, path, headers=headers, **request)
        if answer.status_code >= FIRST_ERROR:
            raise _error(answer)
        try:
            return answer.json()
        except ValueError:
            raise _foreign(answer.status_code) from None


def new_key() -> str:
    """Return a random key of 128 bits for the sign-up of one guest."""
    return secrets.token_urlsafe(16)


def _inbox(account: Account) -> str:
    return f"/v1/rooms/inbox/{account.username}"


def _account(grant: Any) -> Account:
    return Account(*_fields(grant, "player_id", "username", "token", "refresh_token"))


def _fields(grant: Any, *names: str) -> list[Any]:
    """Return fields of a grant; raise ProtocolError for any other answer."""
    try:
        return [grant[name] for name in names]
    except (KeyError, TypeError):
        raise ProtocolError(FOREIGN, f"an answer without {' and '.join(names)}") from None


def _error(answer: httpx.Response) -> ProtocolError:
    try:
        error = answer.json()["error"]
        retry_after = float(error.get("retry_after", 0))
        return ProtocolError(error["code"], error["message"], answer.status_code, retry_after)
    except (ValueError, KeyError, TypeError):
        return _foreign(answer.status_code)


def _foreign(status: int) -> ProtocolError:
    """Return the error for an answer of an intermediary: a proxy, or a hotel's sign-in page."""
    return ProtocolError(FOREIGN, f"HTTP status {status}", status)
