"""The HTTP API as an operator and a visitor use it."""

from __future__ import annotations

from collections.abc import Iterator
from secrets import token_hex
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from cli.failure import Failed
from cli.paths import path_of
from cli.target import Target, find_target
from cli.wording import REASONS, cause

if TYPE_CHECKING:
    import httpx

NOT_FOUND = 404
PAGE = 100
"""The longest page of a list."""


def stage_api(url: str | None, operator_key: str | None) -> HttpApi:
    """Return the API of the stage that a command talks to; raises Failed."""
    return HttpApi(find_target(url, operator_key))


class HttpApi:
    """Every method raises Failed with the API's own sentence when it says no."""

    def __init__(self, target: Target) -> None:
        import httpx  # noqa: PLC0415 - --help must not wait for it

        headers = {"authorization": f"Operator {target.operator_key}"}
        self._url = target.url
        self._client = httpx.Client(
            base_url=target.url,
            timeout=httpx.Timeout(20, connect=5),
            headers=headers if target.operator_key else {},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def health(self) -> dict[str, Any]:
        return self.ask("GET", "/health")

    def rooms(self, game: str, phase: str | None = None, most: int = 50) -> list[dict[str, Any]]:
        """What runs, then what comes, then what is over; at most so many."""
        asked: dict[str, str | int] = {"phase": phase} if phase else {}
        rooms: list[dict[str, Any]] = []
        after: str | None = ""
        while len(rooms) < most and after is not None:
            page = {"limit": min(most - len(rooms), PAGE)} | ({"after": after} if after else {})
            answer = self.ask("GET", path_of("rooms", game), params=asked | page)
            rooms += answer["rooms"]
            after = answer.get("after")
        return rooms

    def overview(self, game: str) -> dict[str, Any]:
        """How all rooms go that are planned or run."""
        return self.ask("GET", path_of("overview", game))

    def room(self, game: str, room: str) -> dict[str, Any]:
        return self.ask("GET", path_of("rooms", game, room))

    def top(self, game: str, room: str, count: int = 10) -> dict[str, Any]:
        path = path_of("rooms", game, room, "board", "top")
        return self.ask("GET", path, params={"count": count})

    def replay(self, stream: str, past: dict[str, str | int]) -> dict[str, Any]:
        """The stream's state at a past `position` or `at` a time; now when neither is given."""
        return self.ask("GET", path_of("streams", *stream.split("/")), params=past)

    def stream(self, stream: str) -> dict[str, Any] | None:
        """What a stream is now; None if there is none."""
        response = self._send("GET", path_of("streams", *stream.split("/")))
        return None if response.status_code == NOT_FOUND else self._json(response)["state"]

    def score_steps(self, game: str, room: str, player: str) -> Iterator[dict[str, Any]]:
        """Yield each commit that moved a player's points."""
        path = path_of("rooms", game, room, "board", "players", player, "steps")
        after: int | None = 0
        while after is not None:
            answer = self.ask("GET", path, params={"after": after})
            yield from answer["steps"]
            after = answer["after"]

    def facts(self, game: str, room: str) -> Iterator[dict[str, Any]]:
        """Yield all commits of a room as they are stored, stream by stream."""
        path, page = path_of("rooms", game, room, "facts"), {"stream": "", "after": 0}
        while True:
            answer = self.ask("GET", path, params={k: v for k, v in page.items() if v})
            yield from answer["commits"]
            page = {"stream": answer["stream"], "after": answer["after"]}
            if not answer["stream"]:
                return

    def ask_for_audit(self) -> dict[str, Any]:
        """The report that answers it has an `answers` of `asked_at` or later."""
        return self.ask("POST", "/v1/economy/audits")

    def latest_audit(self) -> dict[str, Any] | None:
        """None before the first."""
        response = self._send("GET", "/v1/economy/audits/latest")
        return None if response.status_code == NOT_FOUND else self._json(response)

    def command(self, kind: str, room: str, fields: dict[str, Any]) -> None:
        """Carry out an operator's command, such as `codebattle.end`."""
        frame = {"type": kind, "id": token_hex(8), "room": room} | fields
        self.ask("POST", "/v1/commands", json=frame)

    def ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        return self._json(self._send(method, path, **request))

    def ask_text(self, method: str, path: str) -> str:
        """Return an answer that is a file."""
        response = self._send(method, path)
        if not response.is_success:
            self._json(response)
        return response.text

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        import httpx  # noqa: PLC0415 - as above

        try:
            return self._client.request(method, path, **request)
        except httpx.InvalidURL as error:
            raise Failed(f"{self._url} is no URL: {error}.") from error
        except httpx.TimeoutException as error:
            raise Failed(f"{self._url} does not answer in time.") from error
        except httpx.HTTPError as error:
            raise Failed(f"Nobody answers at {self._url}: {cause(error)}.") from error

    def _json(self, response: httpx.Response) -> dict[str, Any]:
        try:
            body = response.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Failed(
                f"{self._url} answers with HTTP status {response.status_code} and no JSON: "
                "it is no Rumpus."
            )
        if response.is_success:
            return body
        raise Failed(sentence(response.status_code, body))


def sentence(status: int, body: dict[str, Any]) -> str:
    """What the API says is wrong, as one sentence with its code."""
    error = body.get("error")
    if not isinstance(error, dict):
        return f"The stage answered {status}."
    code, message = str(error.get("code")), str(error.get("message"))
    where = error.get("where")
    if isinstance(where, list) and where:
        message += f": {where[0].get('at')}: {where[0].get('message')}"
    if "path" in error:
        message += f": {error['path']}: {error.get('fault')}"
    if code == "bad_frame":
        message = f"the request is malformed: {message}"
    if code in REASONS:
        return REASONS[code]
    return f"{message[:1].upper()}{message[1:].rstrip('.')} ({code})."
