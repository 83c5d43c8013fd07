"""API Gateway in virtual time: connections, frames to functions and posts to players."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Protocol

from cli.drill.environment import Environment, Environments
from cli.rehearse.loop import Loop
from cli.rehearse.models import Latency
from functions.ws import connection as connections
from functions.ws import frame as frames
from functions.ws.frame import DEFAULT, ECONOMY, SUBSCRIBE
from shared.application.channels.ports import ConnectionGone
from shared.wire.api_gateway import Event

ROUTES = {b'"type":"economy"': ECONOMY, b'"type":"subscribe"': SUBSCRIBE}


class Peer(Protocol):
    """The player at the other end of a wire."""

    name: str
    id: str

    def receive(self, connection: str, frame: bytes) -> None:
        """Take a frame of the server."""

    def closed(self, connection: str) -> None:
        """The server has hung up."""


@dataclass
class _Wire:
    """`gone` says that the player has gone, `known` that API Gateway knows."""

    player: Peer
    gone: bool = False
    known: bool = False
    last: float = 0.0
    """When the frame arrives that was posted last: frames of a connection keep their order."""


class Wires:
    """All connections; for `unnoticed` seconds a post to a player who has gone succeeds."""

    def __init__(
        self, loop: Loop, environments: Environments, latency: Latency, chance: Random
    ) -> None:
        self._loop, self._environments = loop, environments
        self._latency, self._chance = latency, chance
        self._wires: dict[str, _Wire] = {}
        self._numbers = count(1)
        self.unnoticed = 0.0

    def open(
        self, player: Peer, opened: Callable[[str], object], failed: Callable[[], object]
    ) -> None:
        """Connect; the function of `$connect` lets the player in."""
        connection = f"{player.name}#{next(self._numbers)}"
        wire = self._wires[connection] = _Wire(player)
        answers: list[int] = []

        def work(environment: Environment) -> None:
            response = connections.serve(environment, _event(wire, connection, "CONNECT"))
            answers.append(response["statusCode"])

        def ended(well: bool) -> None:
            if well and answers:
                self._later(lambda: opened(connection))
            else:
                wire.gone = wire.known = True
                self._later(failed)

        self._later(lambda: self._environments.call(_guarded(work), ended))

    def say(self, connection: str, raw: bytes) -> None:
        """A player's frame is on its way to a function, whose response is posted."""
        wire = self._wires[connection]
        route = next((to for mark, to in ROUTES.items() if mark in raw), DEFAULT)
        event = _event(wire, connection, "MESSAGE", route, raw.decode())

        def work(environment: Environment) -> None:
            body = frames.serve(environment, event).get("body")
            if body is not None:
                self._push(connection, body.encode())

        self._later(lambda: self._environments.call(_guarded(work), lambda _: None))

    def cut(self, connection: str) -> None:
        """The player is gone; API Gateway learns of it, and tells, some time later."""
        wire = self._wires.get(connection)
        if wire is not None and not wire.gone:
            wire.gone = True
            self._loop.after(self.unnoticed, lambda: self._noticed(connection, wire))

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver a frame for a function."""
        wire = self._wires.get(connection)
        if wire is None or wire.known:
            raise ConnectionGone(connection)
        self._push(connection, frame)

    def close(self, connection: str, code: int, reason: str) -> None:
        """Hang up."""
        del code, reason
        wire = self._wires.get(connection)
        if wire is not None and not wire.gone:
            wire.gone = wire.known = True
            self._later(lambda: wire.player.closed(connection))

    def _push(self, connection: str, frame: bytes) -> None:
        wire = self._wires[connection]
        wire.last = max(wire.last, self._loop.now + self._latency.draw(self._chance) / 2)

        def arrive() -> None:
            if not wire.gone:
                wire.player.receive(connection, frame)

        self._loop.at(wire.last, arrive)

    def _noticed(self, connection: str, wire: _Wire) -> None:
        wire.known = True

        def work(environment: Environment) -> None:
            connections.serve(environment, _event(wire, connection, "DISCONNECT"))

        self._environments.call(_guarded(work), lambda _: None)

    def _later(self, call: Callable[[], object]) -> None:
        self._loop.after(self._latency.draw(self._chance) / 2, call)


def _guarded(work: Callable[[Environment], object]) -> Callable[[Environment], object]:
    """What a function raises ends its call and nothing else."""

    def call(environment: Environment) -> None:
        try:
            work(environment)
        except Exception as fault:  # noqa: BLE001 - as the runtime of Lambda does
            environment.on_fault(fault)

    return call


def _event(wire: _Wire, connection: str, kind: str, route: str = "", body: str = "") -> Event:
    who = {"player_id": wire.player.id, "username": wire.player.name, "scopes": ""}
    return {
        "requestContext": {
            "connectionId": connection,
            "eventType": kind,
            "routeKey": route,
            "authorizer": who,
        },
        "body": body,
        "isBase64Encoded": False,
    }
