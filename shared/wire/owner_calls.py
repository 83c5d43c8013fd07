"""What is asked of the process that owns a slot, and what it answers, over a socket that is kept.

Each is four bytes of its length, big-endian, and then a MessagePack array that begins with its kind
and with the number of the call: answers come in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, Literal

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.wire.stored import Item

MOST_BYTES = 16 * 1024 * 1024
"""Of one call or answer. A page of commits is about a megabyte; two of the largest are less."""

_HEAD = 4


class Call(Struct, frozen=True, array_like=True):
    """`call` numbers the calls of a connection."""

    call: int


class Carry(Call, frozen=True, tag="carry"):
    """Carry out a command. Without `shows`, what it wrote is not told."""

    game: str
    command: bytes
    by: str
    command_id: str
    trace: str
    shows: bool


class Append(Call, frozen=True, tag="append"):
    """Write commits, all or none."""

    commits: tuple[Item, ...]


class Read(Call, frozen=True, tag="read"):
    """Read a stream after a position, or its newest commits."""

    stream: str
    after: int
    limit: int | None
    newest: bool


class List(Call, frozen=True, tag="list"):
    """Name the streams of a family that are in some slots, but the first so many."""

    family: str
    slots: tuple[int, ...]
    skipped: int


class Answer(Struct, frozen=True, array_like=True):
    """`call` is the number of what it answers."""

    call: int


class Carried(Answer, frozen=True, tag="carried"):
    """What the sender of a command is told."""

    outcome: dict[str, Any]
    repeated: bool
    commits: tuple[Item, ...]


class Written(Answer, frozen=True, tag="written"):
    """The commits are in."""


class Found(Answer, frozen=True, tag="found"):
    """Commits, ascending; `more` says that the answer ends before what was asked for."""

    commits: tuple[Item, ...]
    more: bool


class Listed(Answer, frozen=True, tag="listed"):
    """Names of streams; `more` likewise."""

    streams: tuple[str, ...]
    more: bool


class Moved(Answer, frozen=True, tag="moved"):
    """Streams that have moved on; nothing was written."""

    streams: tuple[str, ...]


class Elsewhere(Answer, frozen=True, tag="elsewhere"):
    """Another process owns the slot; nothing was done."""


class Failed(Answer, frozen=True, tag="failed"):
    """`busy`: what became of it is not known. `overloaded`: nothing was done; try again later."""

    reason: Literal["busy", "overloaded", "fault"]
    message: str
    seconds: float = 0.0


class Alive(Answer, frozen=True, tag="alive"):
    """Answers nothing: the process is there, whatever its stores do."""


type AnyCall = Carry | Append | Read | List
type AnyAnswer = Carried | Written | Found | Listed | Moved | Elsewhere | Failed | Alive

_encode = Encoder().encode
decode_call = Decoder(AnyCall).decode
decode_answer = Decoder(AnyAnswer).decode


class NotACall(Exception):  # noqa: N818 - a fact: the peer speaks something else
    """What came is longer than anything that is said here."""


class Frames:
    """Takes bytes as they come, and yields what is whole."""

    def __init__(self) -> None:
        self._held = bytearray()

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield what is whole now; raise NotACall."""
        self._held += data
        begin = 0
        while len(self._held) - begin >= _HEAD:
            size = int.from_bytes(self._held[begin : begin + _HEAD])
            if size > MOST_BYTES:
                raise NotACall(f"{size} bytes at once")
            end = begin + _HEAD + size
            if len(self._held) < end:
                break
            yield bytes(self._held[begin + _HEAD : end])
            begin = end
        del self._held[:begin]


def framed(said: AnyCall | AnyAnswer) -> bytes:
    """Return what goes over the socket."""
    text = _encode(said)
    return len(text).to_bytes(_HEAD) + text


class CommandCodec:
    """The commands that players and operators of some games send; others are not told."""

    def __init__(self, games: Iterable[Game]) -> None:
        self._decoders: Mapping[str, Decoder[Command]] = {
            game.name: Decoder(_union(game)) for game in games
        }

    def encode(self, command: Command) -> bytes | None:
        """Return a command with its tag, or nothing for one that only Rumpus itself gives."""
        return _encode(command) if command.__struct_config__.tag else None

    def decode(self, game: str, command: bytes) -> Command:
        """Raise KeyError for an unknown game, and msgspec's errors for no command of it."""
        return self._decoders[game].decode(command)


def _union(game: Game) -> Any:
    kinds: list[Any] = [*game.player_commands, *game.operator_commands]
    return reduce(or_, kinds)
