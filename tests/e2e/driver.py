"""Drives a deployed Rumpus as players do: plain HTTP and WebSocket, nothing of the product's code.

The host stays out of it: a battle is played wherever the ticket's URL leads, or on the home that a
test is about, for a ticket is good on each.
"""

from __future__ import annotations

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

type Frame = dict[str, Any]

DEADLINE = 180.0
"""Seconds after which something that should have happened has not, on the busiest machine."""

QUESTIONS: list[dict[str, Any]] = [
    {"id": f"q{n}", "prompt": f"{n} + {n} = ?", "answers": [str(n + n)], "points": 10}
    for n in range(1, 11)
]

_numbers = itertools.count(1)


def unique(prefix: str) -> str:
    return f"{prefix}-{time.time_ns() // 1000 % 10**10}-{next(_numbers)}"


@dataclass
class Site:
    """A deployed Rumpus: where it is, the operator's key, and the homes of sockets by name."""

    url: str
    operator_key: str
    homes: dict[str, str] = field(default_factory=dict)
    home: str = ""
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=DEADLINE)

    def operate(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Operator {self.operator_key}"}
        return self.http.request(method, path, json=body, headers=headers)

    def command(self, kind: str, room: str, **fields: Any) -> httpx.Response:
        """Carry out an operator's command."""
        frame = {"type": kind, "id": unique("op"), "room": room}
        return self.operate("POST", "/v1/commands", frame | fields)

    def schedule(self, **changes: Any) -> str:
        """Create a battle that runs from now on, longer than any test; return its id."""
        now = datetime.now(UTC)  # noqa: TID251 - a player has a clock of its own
        battle = unique("battle")
        plan: dict[str, Any] = {
            "title": "A test of strength",
            "starts_at": (now - timedelta(seconds=1)).isoformat(),
            "ends_at": (now + timedelta(hours=1)).isoformat(),
            "questions": QUESTIONS,
            "rules": {"arrows_at_start": 2, "shields_at_start": 0, "shield_every": 0},
        }
        answer = self.command("codebattle.schedule", battle, **(plan | changes))
        assert answer.status_code == httpx.codes.OK, answer.text
        return battle

    def sign_up(self, name: str = "") -> Player:
        answer = self.http.post("/v1/guests", json={"username": name or unique("p")})
        assert answer.status_code == 201, answer.text
        grant = answer.json()
        return Player(self, grant["username"], grant["token"], grant["player_id"])


@dataclass
class Player:
    """A player with a token; `connect` gives it a socket."""

    site: Site
    name: str
    token: str
    player_id: str = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | headers
        return self.site.http.get(path, headers=headers)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.site.http.post(path, json=body, headers=headers)

    def command(self, kind: str, room: str, **fields: Any) -> httpx.Response:
        """Carry out a command without a socket."""
        return self.post("/v1/commands", {"type": kind, "id": unique("h"), "room": room} | fields)

    def ticket(self, battle: str = "") -> dict[str, Any]:
        answer = self.post("/v1/tickets", {"room": f"codebattle/{battle}"} if battle else None)
        assert answer.status_code == 201, answer.text
        grant: dict[str, Any] = answer.json()
        return grant

    def ticket_url(self, home: str = "") -> str:
        """Where to open a socket: on a home, that of the site, or the one that it answers."""
        grant = self.ticket()
        url = self.site.homes.get(home or self.site.home, grant["url"])
        return f"{url}?ticket={grant['ticket']}"

    def connect(self, home: str = "") -> Socket:
        return Socket(self.ticket_url(home))

    def private_channel(self, battle: str) -> str:
        return f"codebattle/{battle}/player/{self.name}@{self.name}"


class Socket:
    """A connection that keeps all frames it has received, in order, but for tickets.

    A gateway sends those between whatever else it sends, once the socket has lasted for a while.
    """

    def __init__(self, url: str) -> None:
        self._context = connect(url, open_timeout=DEADLINE, ping_interval=None)
        self.connection: ClientConnection = self._context.__enter__()
        self.frames: list[Frame] = []
        self.texts: list[str] = []
        self.closed = False
        self._arrived = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        try:
            for text in self.connection:
                frame = json.loads(text)
                if frame.get("type") == "ticket":
                    continue
                with self._arrived:
                    self.frames.append(frame)
                    self.texts.append(str(text))
                    self._arrived.notify_all()
        except ConnectionClosed:
            pass
        with self._arrived:
            self.closed = True
            self._arrived.notify_all()

    def send_text(self, text: str) -> None:
        self.connection.send(text)

    def send(self, kind: str, **fields: Any) -> str:
        """Send a frame; return its id."""
        frame = {"type": kind, "id": unique("c"), **fields}
        self.send_text(json.dumps(frame))
        return str(frame["id"])

    def ask(self, kind: str, **fields: Any) -> Frame:
        """Send a frame and wait for the answer to it."""
        heard = len(self.frames)
        wanted = self.send(kind, **fields)
        return self.wait(lambda frame: frame.get("id") == wanted, after=heard)

    def wait(
        self, wanted: Callable[[Frame], bool], seconds: float = DEADLINE, after: int = 0
    ) -> Frame:
        """Return the first wanted frame, past or to come, but for the first `after` frames."""

        def found() -> Frame | None:
            return next((frame for frame in self.frames[after:] if wanted(frame)), None)

        with self._arrived:
            self._arrived.wait_for(lambda: found() is not None or self.closed, seconds)
            frame = found()
            assert frame is not None, f"not among {self.frames[-20:]} (closed: {self.closed})"
            return frame

    def wait_closed(self, seconds: float = DEADLINE) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.closed, seconds), "still open"

    def messages(self, channel: str) -> list[Frame]:
        with self._arrived:
            return [
                frame
                for frame in self.frames
                if frame.get("type") == "message" and frame.get("channel") == channel
            ]

    def by_offset(self, channel: str) -> dict[int, Frame]:
        """What came on a channel, in its order; a message that came twice counts once."""
        held = {each["offset"]: each for each in self.messages(channel)}
        return dict(sorted(held.items()))

    def kill(self) -> None:
        """Cut the wire, without a WebSocket close."""
        self.connection.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(DEADLINE)
        self.close()

    def close(self) -> None:
        with suppress(ConnectionClosed):
            self._context.__exit__(None, None, None)
        self._thread.join(DEADLINE)


def eventually[T](
    look: Callable[[], T], wanted: Callable[[T], bool], seconds: float = DEADLINE
) -> T:
    """Look again until what is seen is wanted; fail with what was seen last."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not wanted(seen := look()):
        assert time.monotonic() < deadline, f"still {seen!r} after {seconds} s"
        pause.wait(0.1)
    return seen
