"""The calls to a process that owns slots, and its answers, over a socket that stays open.

Each is a length of four bytes, big-endian, and a MessagePack array that begins with its kind and
the number of the call. Answers come in any order.
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
"""Maximum size of one call or answer. A page of commits is about a megabyte; the two largest
commits are less."""

_HEAD = 4


class Call(Struct, frozen=True, array_like=True):
    """`call` is the number of the call on its connection."""

    call: int


class Carry(Call, frozen=True, tag="carry"):
    """Carry out a command. Without `shows`, the answer omits the commits."""

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
    """List the streams of a family in some slots, except the first `skipped`."""

    family: str
    slots: tuple[int, ...]
    skipped: int


class Answer(Struct, frozen=True, array_like=True):
    """`call` is the number of the call that it answers."""

    call: int


class Carried(Answer, frozen=True, tag="carried"):
    """The answer to the sender of a command."""

    outcome: dict[str, Any]
    repeated: bool
    commits: tuple[Item, ...]


class Written(Answer, frozen=True, tag="written"):
    """The commits were written."""


class Found(Answer, frozen=True, tag="found"):
    """Commits, ascending; `more` says that the answer does not reach the end of what was asked."""

    commits: tuple[Item, ...]
    more: bool


class Listed(Answer, frozen=True, tag="listed"):
    """Names of streams; `more` likewise."""

    streams: tuple[str, ...]
    more: bool


class Moved(Answer, frozen=True, tag="moved"):
    """Nothing was written, because these streams have moved on."""

    streams: tuple[str, ...]


class Elsewhere(Answer, frozen=True, tag="elsewhere"):
    """Another process owns the slot; nothing was done."""


class Failed(Answer, frozen=True, tag="failed"):
    """`busy`: the outcome is unknown. `overloaded`: nothing was done; try again later."""

    reason: Literal["busy", "overloaded", "fault"]
    message: str
    seconds: float = 0.0


class Alive(Answer, frozen=True, tag="alive"):
    """Answers no call: a heartbeat of the process, whatever state its stores are in."""


type AnyCall = Carry | Append | Read | List
type AnyAnswer = Carried | Written | Found | Listed | Moved | Elsewhere | Failed | Alive

_encode = Encoder().encode
decode_call = Decoder(AnyCall).decode
decode_answer = Decoder(AnyAnswer).decode


class NotACall(Exception):  # noqa: N818 - a fact: the peer speaks something else
    """The peer sent a length beyond `MOST_BYTES`."""


class Frames:
    """Splits received bytes into frames."""

    def __init__(self) -> None:
        self._held = bytearray()

    def take(self, data: bytes) -> Iterator[bytes]:
        """Add bytes and yield the complete frames; raise NotACall."""
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
    """Return a call or answer as it goes over the socket."""
    text = _encode(said)
    return len(text).to_bytes(_HEAD) + text


class CommandCodec:
    """Encodes the commands of some games that players and operators send, and no others."""

    def __init__(self, games: Iterable[Game]) -> None:
        self._decoders: Mapping[str, Decoder[Command]] = {
            game.name: Decoder(_union(game)) for game in games
        }

    def encode(self, command: Command) -> bytes | None:
        """Return a command with its tag, or None for a command that only Rumpus itself gives."""
        return _encode(command) if command.__struct_config__.tag else None

    def decode(self, game: str, command: bytes) -> Command:
        """Read a command; raise KeyError for an unknown game, msgspec's errors for a bad one."""
        return self._decoders[game].decode(command)


def _union(game: Game) -> Any:
    kinds: list[Any] = [*game.player_commands, *game.operator_commands]
    return reduce(or_, kinds)
