"""The client of a Valkey cluster: it asks the node that has a key's slot."""

from __future__ import annotations

from binascii import crc_hqx
from collections.abc import Sequence
from contextlib import closing, suppress
from threading import Lock
from typing import Any

from hiredis import ReplyError
from msgspec.structs import replace

from shared.adapters.valkey.connection import Argument
from shared.adapters.valkey.node import Commands, Node

SLOTS = 16_384
MOST_REDIRECTIONS = 4
MOST_ASKED = 3
FIRST_KEY_OF_SCRIPT = 3

FIRST_SECONDS = 1.0
"""Timeout in seconds for asking for the slots: over TLS, on a small function, it takes longer than
a command."""

type Slots = list[Node | None]


class Cluster:
    """Asks for the nodes on first use, when slots moved, and after a node was away."""

    def __init__(self, first: Node, seconds: float) -> None:
        self._first = first
        self._seconds = seconds
        self._nodes: dict[tuple[str, int], Node] = {}
        self._slots: Slots | None = None
        self._asking = Lock()

    def execute_command(self, *command: Argument) -> Any:
        """Return the reply; raise what a connection raises, or ReplyError after too many redirects.

        A node that has lost a slot answers with its new place, and has not carried out the command.
        """
        node = self.node_of(_key_of(command))
        commands: Commands = (command,)
        for _ in range(MOST_REDIRECTIONS):
            try:
                return self._at(node, commands)
            except ReplyError as error:
                kind, _, place = str(error).partition(" ")
                if kind == "MOVED":
                    self._slots = None
                    node, commands = self._place(node, place), (command,)
                elif kind == "ASK":
                    node, commands = self._place(node, place), (("ASKING",), command)
                else:
                    raise
        return self._at(node, commands)

    def node_of(self, key: str) -> Node:
        """Return the node that has a key's slot, or any node if none has it."""
        slots = self._slots
        if slots is None:
            if not self._asking.acquire(timeout=FIRST_SECONDS):
                raise TimeoutError("another thread still asks for the nodes")
            try:
                slots = self._slots = self._slots or self._ask()
            finally:
                self._asking.release()
        return slots[slot_of(key)] or self._first

    def _at(self, node: Node, commands: Commands) -> Any:
        try:
            return node.execute(commands)
        except OSError:
            self._slots = None
            raise

    def _ask(self) -> Slots:
        """Ask nodes for the slots until one answers; the first time may take longer."""
        seconds = self._seconds if self._nodes else max(self._seconds, FIRST_SECONDS)
        asked = [self._first, *self._nodes.values()]
        for node in asked[:-1][:MOST_ASKED]:
            with suppress(OSError):
                return self._asked(node, seconds)
        return self._asked(asked[-1], seconds)

    def _asked(self, node: Node, seconds: float) -> Slots:
        with closing(node.open(seconds)) as connection:
            ranges = connection.ask("CLUSTER", "SLOTS")
        slots: Slots = [None] * SLOTS
        for first, last, (host, port, *_), *_replicas in ranges:
            found = self._node((host or b"").decode() or node.address.host, port)
            slots[first : last + 1] = [found] * (last + 1 - first)
        return slots

    def _place(self, redirecting: Node, place: str) -> Node:
        """Return the node in `3999 host:port`; without a host it is the redirecting node's."""
        host, _, port = place.partition(" ")[2].rpartition(":")
        return self._node(host or redirecting.address.host, int(port))

    def _node(self, host: str, port: int) -> Node:
        address = replace(self._first.address, host=host, port=port)
        return self._nodes.setdefault((host, port), Node(address, self._seconds))


def slot_of(key: str) -> int:
    """Return the slot of a key, or of its hash tag, the part between its first braces."""
    _, opened, rest = key.partition("{")
    tag, closed, _ = rest.partition("}")
    return crc_hqx((tag if opened and closed and tag else key).encode(), 0) % SLOTS


def _key_of(command: Sequence[Argument]) -> str:
    """Return the first key of a command, or any text if the command has no keys."""
    place = FIRST_KEY_OF_SCRIPT if command[0] in {"EVAL", "EVALSHA"} else 1
    return str(command[place]) if len(command) > place else ""
