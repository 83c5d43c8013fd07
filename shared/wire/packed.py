"""The binary form of a commit in a journal: a token (the command's id and digest) and a body.

A body is a MessagePack array:

- `code, *fields` for one fact that has the time of its commit. The code holds the kind of the fact,
  whether there is an outcome, which is what the game makes of the fact, and how long the id is;
- `-1 - flags, [[kind, time, *fields], …]` for more facts or other times, with the same flags;
- `None, id, digest, outcome, trace, [[kind, time, *fields], …]` for everything else, without token.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, convert, to_builtins
from msgspec.msgpack import Decoder, Encoder
from msgspec.structs import astuple

from shared.kernel.facts import Commit, Fact, StreamState
from shared.kernel.game import Game, Upcaster
from shared.kernel.names import game_of
from shared.kernel.rules import fold
from shared.wire.shapes import Shape, shape_of, to_data, to_values
from shared.wire.stored import MAX_BYTES, CommitTooLarge, UnknownFact, codec_of

type Alphabet = Sequence[tuple[str, Shape]]
"""The stored name and the fields of each kind of fact, by the number that a journal gives it."""

_ID, _LONG_ID, _DIGEST = 8, 16, 8
_LONG, _SILENT, _FLAGS = 1, 2, 4
"""Flags of a code: the id is long; there is no outcome."""

_encode = Encoder().encode
_decode = Decoder(list[Any]).decode


class Prepared(Struct, frozen=True):
    """A commit that is ready to be packed."""

    commit: Commit
    token: bytes
    body: bytes

    @property
    def size(self) -> int:
        return len(self.token) + len(self.body)


class Kept(Struct, frozen=True, array_like=True):
    """A commit as it is kept in memory, without its stream and position.

    Kinds of facts are numbers of the alphabet with which it was prepared.
    """

    at: datetime
    by: str
    token: bytes
    body: bytes


read_kept = Decoder(Kept).decode


class PackedCodec:
    """Packs the facts of some games.

    `alphabet` gives the numbers' meaning. Each journal stores its own, as it may outlive this code.
    """

    def __init__(self, games: Iterable[Game], alphabet: Alphabet | None = None) -> None:
        games = tuple(games)
        self._games = games
        self.states = codec_of(games)
        self._outcomes = {game.name: game.outcome for game in games}
        self._facts = {name: kind for game in games for name, kind in game.facts.items()}
        self._upcasters: dict[str, Upcaster] = {
            name: each for game in games for name, each in game.upcasters.items()
        }
        self.alphabet = alphabet if alphabet is not None else self._own_alphabet()
        self._numbers = {
            self._facts[name]: number
            for number, (name, _) in enumerate(self.alphabet)
            if name in self._facts
        }
        self._shapes = {kind: shape_of(kind) for kind in self._facts.values()}

    def of(self, alphabet: Alphabet) -> PackedCodec:
        """Return a codec for journals with another alphabet."""
        if _encode(alphabet) == _encode(self.alphabet):
            return self
        return PackedCodec(self._games, alphabet)

    def fold(self, before: StreamState, commits: Iterable[Commit]) -> StreamState:
        """Fold commits by the rules of their game."""
        game = next(each for each in self._games if each.name == game_of(before.stream))
        return fold(game, before, commits)

    def keep(self, commit: Commit) -> bytes:
        """Return the form in which a commit is kept in memory."""
        return keep(self._prepare(commit))

    def prepare(self, *commits: Commit) -> list[Prepared]:
        """Encode commits that belong together; raise CommitTooLarge or UnknownFact."""
        prepared = [self._prepare(commit) for commit in commits]
        size = sum(each.size for each in prepared)
        if size > MAX_BYTES:
            first = commits[0]
            raise CommitTooLarge(
                f"commit {first.position} of {first.stream} has {size} bytes, over {MAX_BYTES}"
            )
        return prepared

    def commit(self, stream: str, position: int, kept: bytes) -> Commit:
        """Return the commit from its kept form; raise UnknownFact."""
        at, by, token, body = astuple(read_kept(kept))
        code, *rest = _decode(body)
        if code is None:
            command_id, digest, outcome, trace, told = rest
            seen = (self._facts_of(told, at), at, by, command_id, digest, outcome)
            return Commit(stream, position, *seen, trace=trace)
        if code < 0:
            facts, flags = self._facts_of(rest[0], at), -1 - code
        else:
            number, flags = divmod(code, _FLAGS)
            facts = (self._fact(number, at, rest),)
        outcome = None if flags & _SILENT else self._outcome(stream, facts)
        return Commit(stream, position, facts, at, by, *_names(token), outcome)

    def _facts_of(self, told: Sequence[Any], at: datetime) -> tuple[Fact, ...]:
        return tuple([self._fact(number, time or at, values) for number, time, *values in told])

    def _prepare(self, commit: Commit) -> Prepared:
        token, flags = _token(commit.command_id, commit.digest)
        facts, outcome = commit.facts, commit.outcome
        if not token or commit.trace or not (outcome is None or self._is_made(commit)):
            told = (commit.command_id, commit.digest, outcome, commit.trace)
            return Prepared(commit, b"", _encode((None, *told, self._told(commit))))
        flags += _SILENT * (outcome is None)
        if len(facts) == 1 and facts[0].at == commit.at:
            code = self._number(facts[0]) * _FLAGS + flags
            return Prepared(commit, token, _encode((code, *self._values(facts[0]))))
        return Prepared(commit, token, _encode((-1 - flags, self._told(commit))))

    def _told(self, commit: Commit) -> list[tuple[Any, ...]]:
        return [
            (self._number(each), None if each.at == commit.at else each.at, *self._values(each))
            for each in commit.facts
        ]

    def _is_made(self, commit: Commit) -> bool:
        """Whether the game can derive the outcome from the facts, so that it need not be stored."""
        return bool(commit.facts) and commit.outcome == self._outcome(commit.stream, commit.facts)

    def _outcome(self, stream: str, facts: Iterable[Fact]) -> dict[str, Any] | None:
        """Return the outcome that the game derives from facts on a command's own stream."""
        told = self._outcomes.get(game_of(stream))
        return None if told is None else dict(sorted(told(facts).items()))

    def _values(self, fact: Fact) -> list[Any]:
        """Return the fact's fields without the first one, its time."""
        return to_values(fact, self._shapes[type(fact)], fact.at)[1:]

    def _number(self, fact: Fact) -> int:
        try:
            return self._numbers[type(fact)]
        except KeyError:
            raise UnknownFact(f"{type(fact).__name__} has no stored name") from None

    def _fact(self, number: int, at: datetime, values: Sequence[Any]) -> Fact:
        name, shape = self.alphabet[number]
        data = {"at": at} | to_data(values, shape, at)
        while (kind := self._facts.get(name)) is None:
            if name not in self._upcasters:
                raise UnknownFact(f"no fact is stored as {name}")
            name, change = self._upcasters[name]
            data = change(to_builtins(data))
        return convert(data, kind)

    def _own_alphabet(self) -> Alphabet:
        return [(name, shape_of(kind)[1:]) for name, kind in self._facts.items()]


def keep(prepared: Prepared) -> bytes:
    """Return the form in which a prepared commit is kept in memory."""
    commit = prepared.commit
    return _encode(Kept(commit.at, commit.by, prepared.token, prepared.body))


def _token(command_id: str, digest: str) -> tuple[bytes, int]:
    """Return id and digest as bytes, and the flag of a long id; empty if that would be lossy."""
    try:
        raw, told = bytes.fromhex(digest), urlsafe_b64decode(command_id + "==")
    except (ValueError, Error):
        return b"", 0
    if len(raw) != _DIGEST or raw.hex() != digest:
        return b"", 0
    if len(told) == _LONG_ID and _text(told) == command_id:
        return told + raw, _LONG
    return _short(command_id, raw)


def _short(command_id: str, digest: bytes) -> tuple[bytes, int]:
    try:
        told = bytes.fromhex(command_id)
    except ValueError:
        return b"", 0
    return (told + digest, 0) if len(told) == _ID and told.hex() == command_id else (b"", 0)


def _text(told: bytes) -> str:
    return urlsafe_b64encode(told).rstrip(b"=").decode()


def _names(token: bytes) -> tuple[str, str]:
    """Return the id and digest in a token."""
    told, digest = token[:-_DIGEST], token[-_DIGEST:]
    return told.hex() if len(told) == _ID else _text(told), digest.hex()


def token_size(code: int | None) -> int:
    """Return the length in bytes of the token for a body with this code."""
    if code is None:
        return 0
    flags = code if code >= 0 else -1 - code
    return _DIGEST + (_LONG_ID if flags & _LONG else _ID)
