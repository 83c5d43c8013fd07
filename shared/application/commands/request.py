"""A command with its sender, its id, and the digest that tells a repeat from another command."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from operator import attrgetter

from msgspec import Struct
from msgspec.json import Encoder

from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.kernel.rules import Scope
from shared.kernel.trace import client_trace

_encode = Encoder(order="deterministic").encode

_contents: dict[type[Command], Callable[[Command], object]] = {}
"""For each kind of command, the function that reads the fields its digest covers."""


class CommandRequest(Struct, frozen=True):
    """A command of a game, its sender, its id, and the streams that it needs.

    `replaces` names the command of the same own stream that this one stands in for. Both share one
    id, so only one of them is ever written, however often either is repeated. A refusal of the
    replacement is not recorded: the next try decides anew.
    """

    game: Game
    command: Command
    by: str
    command_id: str
    scope: Scope
    replaces: Command | None = None
    trace: str = ""


def ask(
    game: Game,
    command: Command,
    by: str,
    command_id: str,
    replaces: Command | None = None,
    trace: str | None = None,
) -> CommandRequest:
    """Build a command request; without a `trace` it belongs to the surrounding one."""
    trace = client_trace() if trace is None else trace
    return CommandRequest(game, command, by, command_id, game.scope(command), replaces, trace)


def digest(command: Command) -> str:
    """Return 64 bits over the command's kind and content, without its time and chance.

    Those two differ in a retry: it comes later, and the host draws a new random number.
    """
    kind = type(command)
    content_of = _contents.get(kind) or _contents.setdefault(kind, _content_of(kind))
    content = _encode(content_of(command))
    return blake2b(kind.__name__.encode() + content, digest_size=8).hexdigest()


def _content_of(kind: type[Command]) -> Callable[[Command], object]:
    names = [name for name in kind.__struct_fields__ if name not in {"now", "chance"}]
    return attrgetter(*names) if names else lambda _: ()
