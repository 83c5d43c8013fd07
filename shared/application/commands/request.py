"""What is asked: a command with who gave it, its id, and the digest by which a repeat is known."""

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
"""What reads the fields of each kind of command that a digest is of."""


class CommandRequest(Struct, frozen=True):
    """A command of a game, who gave it, its id, and the streams that it needs.

    `replaces` names the command of the same own stream that this one stands in for. Both share one
    id, so one of them is written, however often either is repeated. A refusal of the one that
    replaces is not recorded: the next try answers.
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
    """Put together what is asked; without a `trace` it belongs to the one around it."""
    trace = client_trace() if trace is None else trace
    return CommandRequest(game, command, by, command_id, game.scope(command), replaces, trace)


def digest(command: Command) -> str:
    """64 bits over the command's kind and content but not its time and chance.

    A retry comes later, and the host draws anew.
    """
    kind = type(command)
    content_of = _contents.get(kind) or _contents.setdefault(kind, _content_of(kind))
    content = _encode(content_of(command))
    return blake2b(kind.__name__.encode() + content, digest_size=8).hexdigest()


def _content_of(kind: type[Command]) -> Callable[[Command], object]:
    names = [name for name in kind.__struct_fields__ if name not in {"now", "chance"}]
    return attrgetter(*names) if names else lambda _: ()
