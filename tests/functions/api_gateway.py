"""API Gateway around the handlers of sockets: events in, posted frames and responses out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

from functions.ws import connection, message
from shared.adapters.memory.log import InMemoryLog
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import battle_stream
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.workload_kinds import WebSocket
from shared.workloads import WORKLOADS
from tests.codec import CODEC
from tests.memory import START, MemoryApplication

type Frame = dict[str, Any]

_TRIGGERS = [each.trigger for each in WORKLOADS if isinstance(each.trigger, WebSocket)]
KEYS = {key for each in _TRIGGERS for key in each.routes + each.silent}
SILENT = {key for each in _TRIGGERS for key in each.silent}

BATTLE = "b1"
ROOM = battle_stream(BATTLE)
QUESTIONS = tuple(Question(f"q{n}", "?", ("!",), points=n) for n in range(1, 10))
RULES = Rules(shields_at_start=0, arrows_at_start=9, shield_every=0)


class StubbornLog(InMemoryLog):
    """Raises `fault`, if there is one, instead of appending."""

    fault: Exception | None = None

    def append(self, *commits: Commit) -> None:
        if self.fault is not None:
            raise self.fault
        super().append(*commits)


class StubbornApplication(MemoryApplication):
    """Takes the fast path only while `fast_path` is set."""

    fast_path = True

    def publish(self, commits: Sequence[Commit]) -> None:
        if self.fast_path:
            super().publish(commits)

    @once
    def log(self) -> StubbornLog:
        return StubbornLog(CODEC)


class ApiGateway:
    """One connection a player unless told otherwise; `frames` are all that a client received."""

    def __init__(self, app: StubbornApplication | None = None) -> None:
        self.app = app or StubbornApplication()
        self._ids = count(1)
        ends_at = START + timedelta(minutes=10)
        plan = c.ScheduleBattle(START, BATTLE, "A test", START, ends_at, QUESTIONS, RULES)
        self.app.handle(CODE_BATTLE, plan, by="op", command_id="schedule")

    def open(self, name: str, connection_id: str = "") -> str:
        """Connect; the connection is called like the player unless it is given a name."""
        connection_id = connection_id or name
        response = connection.serve(self.app, self._event(connection_id, name, "CONNECT"))
        assert response["statusCode"] == 200
        return connection_id

    def end(self, connection_id: str, name: str = "") -> None:
        """The socket is closed, and API Gateway says so."""
        self.cut(connection_id)
        event = self._event(connection_id, name or connection_id, "DISCONNECT")
        connection.serve(self.app, event)

    def cut(self, connection_id: str) -> None:
        """The socket is gone and nobody was told."""
        self.app.sockets.gone.add(connection_id)

    def send_text(self, connection_id: str, text: str, name: str = "") -> None:
        event = self._event(connection_id, name or connection_id, "MESSAGE", body=text)
        response = message.serve(self.app, event)
        assert response["statusCode"] == 200
        if "body" in response and event["requestContext"]["routeKey"] not in SILENT:
            self.app.sockets.send(connection_id, response["body"].encode())

    def ask(self, connection_id: str, kind: str, name: str = "", **fields: Any) -> list[Frame]:
        """Send a frame and return what came of it, in order."""
        had = len(self.frames(connection_id))
        frame = {"type": kind, "id": f"c{next(self._ids)}"} | fields
        self.send_text(connection_id, json.dumps(frame), name)
        return self.frames(connection_id)[had:]

    def frames(self, connection_id: str) -> list[Frame]:
        return list(self.app.sockets.sent.get(connection_id, []))

    def offsets(self, connection_id: str) -> list[int]:
        """The offsets of the messages that the connection received."""
        frames = self.frames(connection_id)
        return [frame["offset"] for frame in frames if frame["type"] == "message"]

    def down(self, *, down: bool) -> None:
        """Take the cache away, or give it back."""
        self.app.leaderboard.down = self.app.coordination.down = down

    def _event(self, connection_id: str, name: str, kind: str, body: str = "") -> Any:
        return {
            "requestContext": {
                "connectionId": connection_id,
                "eventType": kind,
                "routeKey": route_key(body),
                "authorizer": {"player_id": f"p-{name}", "username": name, "scopes": ""},
            },
            "body": body,
            "isBase64Encoded": False,
        }


def route_key(body: str) -> str:
    """Choose a route as API Gateway does, by the body's `type`."""
    with suppress(json.JSONDecodeError, RecursionError):
        frame = json.loads(body)
        if isinstance(frame, dict) and str(frame.get("type")) in KEYS:
            return str(frame["type"])
    return "$default"


def private(name: str) -> str:
    return f"codebattle/{BATTLE}/player/{name}@{name}"
