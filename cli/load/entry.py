"""How a player gets in and looks at the board: over HTTP, with tokens that are renewed."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from time import monotonic

from msgspec.json import decode, encode

from cli.load.keep_alive import Answer, HttpFailed, KeepAlive
from cli.load.plan import Account, Plan
from cli.load.recorder import Recorder
from cli.load.results import Kind
from cli.paths import path_of
from client.errors import Unreachable

NOT_MODIFIED = 304
STALE = frozenset({"token_expired", "bad_token", "no_token"})


@dataclass(frozen=True, eq=False, slots=True)
class UnderWay:
    """Something that is under way; `began` is on the monotonic clock."""

    kind: Kind
    began: float


class Entry:
    """Measures what it asks; a ticket names the room, whose size may decide where to go."""

    def __init__(self, http: KeepAlive, recorder: Recorder, plan: Plan) -> None:
        self._http = http
        self._recorder = recorder
        self._plan = plan
        self.compress = plan.compress
        self._under_way: set[UnderWay] = set()
        game = plan.profile.game
        self._wish = encode({"room": f"{game}/{plan.battle}"})
        self._top = path_of("rooms", game, plan.battle, "board", "top") + "?count=100"

    @property
    def pending(self) -> bool:
        """Whether an answer is to come still."""
        return bool(self._under_way)

    def fail(self, code: str, before: float) -> None:
        """Count what is under way since `before` as failed: it will be cut short."""
        for each in self._under_way:
            if each.began <= before:
                self._recorder.failed(each.kind, code)

    async def ticket_url(self, account: Account) -> str:
        """Return where to open a socket, or raise Unreachable."""
        grant = decode((await self._ticket(account)).body)
        return f"{self._plan.sockets or grant['url']}?ticket={grant['ticket']}"

    async def look(self, etag: str) -> str:
        """Read the board, unless it is the one of that tag; return the tag of the latest."""
        headers = {"If-None-Match": etag} if etag else {}
        try:
            answer = await self.measured("board", self._http.request("GET", self._top, headers))
        except HttpFailed:
            return etag
        self._recorder.looked("not_modified" if answer.status == NOT_MODIFIED else "sent")
        return answer.headers.get("etag", "")

    async def _ticket(self, account: Account) -> Answer:
        if not account.token:
            await self._refresh(account)
        try:
            return await self.measured("ticket", self._ask_ticket(account))
        except HttpFailed as error:
            if error.code not in STALE or not account.refresh_token:
                raise
        await self._refresh(account)
        return await self.measured("ticket", self._ask_ticket(account))

    async def _ask_ticket(self, account: Account) -> Answer:
        headers = {"Authorization": f"Bearer {account.token}"}
        return await self._http.request("POST", "/v1/tickets", headers, self._wish)

    async def _refresh(self, account: Account) -> None:
        body = encode({"refresh_token": account.refresh_token})
        answer = await self.measured(
            "refresh", self._http.request("POST", "/v1/sessions/refresh", body=body)
        )
        grant = decode(answer.body, type=Account)
        account.token, account.refresh_token = grant.token, grant.refresh_token

    async def measured[T](self, kind: Kind, answer: Awaitable[T]) -> T:
        asked = UnderWay(kind, monotonic())
        self._under_way.add(asked)
        try:
            answered = await answer
        except Unreachable as error:
            self._recorder.failed(kind, error.code)
            raise
        finally:
            self._under_way.discard(asked)
        self._recorder.answered(kind, monotonic() - asked.began)
        return answered
