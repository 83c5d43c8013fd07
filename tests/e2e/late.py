"""What a process that was stopped finds when it wakes: calls that were sent to it meanwhile."""

from __future__ import annotations

import socket

from msgspec import msgpack

from shared.games.hunt.commands import Move
from shared.runtime.clock import now
from shared.wire.owner_calls import (
    Alive,
    AnyAnswer,
    Carried,
    Carry,
    Frames,
    decode_answer,
    framed,
)
from shared.wire.tunnel import Tunnel, client_context

READ_BYTES = 65_536


class LateCalls:
    """Waits for answers for as long as it takes, unlike those who ask an owner otherwise."""

    def __init__(self, address: str, key: bytes, hunt: str) -> None:
        host, _, port = address.rpartition(":")
        self._socket = socket.create_connection((host, int(port)))
        self._tunnel = Tunnel(client_context(key), serves=False)
        self._socket.sendall(self._tunnel.give(b""))
        while not self._tunnel.is_open:
            self._tunnel.take(self._socket.recv(READ_BYTES))
        self._socket.sendall(self._tunnel.give(b""))
        self._hunt = hunt
        self._ids: dict[int, str] = {}

    def send(self, player: str, many: int) -> None:
        """Ask for so many steps of a player who is in the hunt and does nothing else."""
        for number in range(many):
            command = msgpack.encode(Move(now(), self._hunt, player, 1 - number % 2, 0))
            self._ids[number] = f"late-{number}"
            call = Carry(number, "hunt", command, player, self._ids[number], "", shows=False)
            self._socket.sendall(self._tunnel.give(framed(call)))

    def acknowledged(self, seconds: float) -> set[str]:
        """Wait until all are answered; return the ids of the commands that were carried out."""
        frames = Frames()
        answers: dict[int, AnyAnswer] = {}
        self._socket.settimeout(seconds)
        with self._socket:
            while len(answers) < len(self._ids):
                data = self._socket.recv(READ_BYTES)
                assert data, "it hung up"
                every = [decode_answer(each) for each in frames.take(self._tunnel.take(data))]
                answers |= {each.call: each for each in every if not isinstance(each, Alive)}
        return {self._ids[n] for n, each in answers.items() if isinstance(each, Carried)}
