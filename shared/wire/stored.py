"""Stores commits: the stored name of each fact and state, and the item of the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Raw, Struct
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace

from shared.kernel.facts import Commit, Fact, IdempotencyRecord, StreamState, sent
from shared.kernel.game import Game, Upcaster

MAX_BYTES = 396 * 1024
"""Maximum size of facts, outcome and snapshot together. A DynamoDB item holds 400 KB; the other
4 KB are for the names and other attributes: ids and times of under a hundred characters each."""

type Item = Mapping[str, Any]
"""An item in DynamoDB JSON: attribute name to typed value, such as `{"S": "text"}`."""


class UnknownFact(Exception):  # noqa: N818 - a fact: newer code wrote what this code can't read
    """A stored name, or the class of a fact, is not in the table."""


class CommitTooLarge(Exception):  # noqa: N818 - a fact: the store has a limit
    """The facts of one commit don't fit one item; nothing was written."""


BY_SENDER = "2/"
"""Prefix of the stored name of a state whose commands are stored by sender.

Code that stores them otherwise takes it for a state of another version and ignores it.
"""


class StoredFolded(Struct, frozen=True):
    """A stored snapshot, without its stream and position, which are those of its commit.

    Each of `commands`, oldest first, is the index of its sender in `senders`, its id, digest and
    outcome. Older snapshots have them as `recent`.
    """

    state: tuple[str, Raw]
    began: datetime
    senders: tuple[str, ...] = ()
    commands: tuple[tuple[int, str, str, dict[str, Any]], ...] = ()
    recent: tuple[IdempotencyRecord, ...] = ()

    def records(self) -> Iterator[IdempotencyRecord]:
        yield from self.recent
        for sender, command_id, digest, outcome in self.commands:
            yield IdempotencyRecord(self.senders[sender], command_id, digest, outcome)


class Codec:
    """Converts commits to items and back, for the facts and states of one table of names."""

    def __init__(
        self,
        facts: Mapping[str, type[Fact]],
        states: Mapping[str, type[Struct]],
        upcasters: Mapping[str, Upcaster],
    ) -> None:
        self._fact_names = {kind: name for name, kind in facts.items()}
        self._state_names = {kind: name for name, kind in states.items()}
        self._facts = {name: Decoder(kind) for name, kind in facts.items()}
        self._states = {name: Decoder(kind) for name, kind in states.items()}
        self._upcasters = upcasters
        self._encode = Encoder(order="deterministic").encode
        self._pairs = Decoder(list[tuple[str, Raw]])
        self._folded = Decoder(StoredFolded)
        self._json = Decoder(dict[str, Any])

    def encode(self, commit: Commit) -> dict[str, Any]:
        """Return the item; leave out a snapshot that does not fit."""
        facts = self._encode_facts(commit.facts)
        item = {
            "pk": {"S": commit.stream},
            "sk": {"N": str(commit.position)},
            "facts": {"S": facts.decode()},
            "at": {"S": self._encode(commit.at)[1:-1].decode()},
            "by": {"S": commit.by},
            "command": {"S": commit.command_id},
            "digest": {"S": commit.digest},
        }
        outcome = b""
        if commit.outcome is not None:
            outcome = self._encode(commit.outcome)
            item["outcome"] = {"S": outcome.decode()}
        size = len(facts) + len(outcome)
        if size > MAX_BYTES:
            raise CommitTooLarge(
                f"commit {commit.position} of {commit.stream} has {size} bytes, over {MAX_BYTES}"
            )
        if commit.trace:
            item["trace"] = {"S": commit.trace}
        if commit.expires:
            item["expires"] = {"N": str(commit.expires)}
        if commit.snapshot is not None:
            encoded = self.encode_state(commit.snapshot)
            if size + len(encoded) <= MAX_BYTES:
                item["snapshot"] = {"S": encoded.decode()}
        return item

    def decode(self, item: Item) -> Commit:
        """Read an item of a query or of a change record; raise UnknownFact for an unknown name."""
        stream, position = item["pk"]["S"], int(item["sk"]["N"])
        pairs = self._pairs.decode(item["facts"]["S"])
        outcome = item.get("outcome")
        snapshot = item.get("snapshot")
        state = snapshot and self.decode_state(stream, position, snapshot["S"])
        expires = int(item["expires"]["N"]) if "expires" in item else 0
        return Commit(
            stream,
            position,
            tuple([self._decode_fact(name, data) for name, data in pairs]),
            datetime.fromisoformat(item["at"]["S"]),
            item["by"]["S"],
            item["command"]["S"],
            item["digest"]["S"],
            outcome and self._json.decode(outcome["S"]),
            replace(state, expires=expires) if state and expires else state,
            item["trace"]["S"] if "trace" in item else "",
            expires,
        )

    def _encode_facts(self, facts: tuple[Fact, ...]) -> bytes:
        return self._encode([(_name(self._fact_names, fact), fact) for fact in facts])

    def _decode_fact(self, name: str, data: Raw) -> Fact:
        if decoder := self._facts.get(name):
            return decoder.decode(data)
        if name not in self._upcasters:
            raise UnknownFact(f"no fact is stored as {name}")
        newer, change = self._upcasters[name]
        return self._decode_fact(newer, Raw(self._encode(change(self._json.decode(data)))))

    def encode_state(self, stream_state: StreamState) -> bytes:
        """Return a state without the stream's name and position.

        Senders are stored once: one has sent many of the last commands, and its id is as long as
        the rest of a command.
        """
        senders: dict[str, int] = {}
        commands = [
            (senders.setdefault(each.by, len(senders)), each.command_id, each.digest, each.outcome)
            for each in stream_state.recent.values()
        ]
        name = BY_SENDER + _name(self._state_names, stream_state.state)
        return self._encode(
            {
                "state": (name, stream_state.state),
                "began": stream_state.began,
                "senders": list(senders),
                "commands": commands,
                "recent": (),  # older code only needs the field to exist
            }
        )

    def decode_state(self, stream: str, position: int, text: str) -> StreamState | None:
        """Read a state; return None for another version: the facts say the same."""
        stored = self._folded.decode(text)
        name, data = stored.state
        if decoder := self._states.get(name.removeprefix(BY_SENDER)):
            recent = {sent(each.by, each.command_id): each for each in stored.records()}
            return StreamState(stream, position, decoder.decode(data), recent, stored.began)
        return None


def _name(names: Mapping[Any, str], value: object) -> str:
    try:
        return names[type(value)]
    except KeyError:
        raise UnknownFact(f"{type(value).__name__} has no stored name") from None


def codec_of(games: Iterable[Game]) -> Codec:
    """Return the codec of some games; their stored names begin with the names of the games."""
    facts: dict[str, type[Fact]] = {}
    states: dict[str, type[Struct]] = {}
    upcasters: dict[str, Upcaster] = {}
    for game in games:
        facts |= game.facts
        states |= game.states
        upcasters |= game.upcasters
    return Codec(facts, states, upcasters)
