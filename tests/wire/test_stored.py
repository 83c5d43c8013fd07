"""What is stored for a fact never changes, and whatever was stored can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Raw, Struct, UnsetType, ValidationError, convert
from msgspec.json import decode, encode
from msgspec.structs import fields, replace

from shared.games.catalogue import GAMES
from shared.games.codebattle.facts import PointLost
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.state import Participant
from shared.kernel.facts import Commit, Fact, IdempotencyRecord, StreamState, sent
from shared.wire.stored import Codec, UnknownFact
from tests.codec import decode_commit, encode_commit
from tests.made import made
from tests.wire import samples
from tests.wire.samples import GOLDEN, NOON, commit_of, commit_with

FACTS = {name: kind for game in GAMES for name, kind in game.facts.items()}
STATES = {name: kind for game in GAMES for name, kind in game.states.items()}
UPCASTERS = {name: newer for game in GAMES for name, newer in game.upcasters.items()}
GOLDEN_FILES = sorted(GOLDEN.glob("*.json"), key=lambda path: path.name)
OLDER = sorted((GOLDEN / "recent").glob("*.json"), key=lambda path: path.name)
"""Snapshots that have their commands as `recent`, each with its sender."""


class TestGolden:
    @pytest.mark.parametrize(("name", "text"), samples.stored().items())
    def test_is_what_is_stored(self, name: str, text: str) -> None:
        assert text + "\n" == (GOLDEN / f"{name}.json").read_text()

    @pytest.mark.parametrize("path", [*GOLDEN_FILES, *OLDER], ids=lambda path: str(path.stem))
    def test_can_be_read_for_ever(self, path: Any) -> None:
        name, text = path.stem, path.read_text()
        item = encode_commit(commit_of(samples.FACTS["codebattle.arrow_shot.v1"]))
        if "recent" in text:
            read = decode_commit(item | {"snapshot": {"S": text}}).snapshot
            assert read
            assert read.state == samples.STATES.get(name, read.state)
            assert list(read.recent.values()) == samples.RECENT
        else:
            (fact,) = decode_commit(item | {"facts": {"S": text}}).facts
            assert fact == samples.FACTS.get(name, fact)

    def test_is_there_for_every_name(self) -> None:
        assert set(samples.FACTS) == set(FACTS)
        assert set(samples.STATES) == set(STATES)
        assert {path.stem for path in GOLDEN_FILES} == set(FACTS) | set(STATES) | set(UPCASTERS)

    def test_names_each_class_once(self) -> None:
        assert len(set(FACTS.values())) == len(FACTS)


class TestItem:
    def test_has_these_attributes(self) -> None:
        item = encode_commit(commit_with(samples.STATES["codebattle.participant.v1"]))

        assert {name: next(iter(value)) for name, value in item.items()} == {
            "pk": "S",
            "sk": "N",
            "facts": "S",
            "at": "S",
            "by": "S",
            "command": "S",
            "digest": "S",
            "outcome": "S",
            "snapshot": "S",
        }
        assert item["sk"] == {"N": "16"}
        assert item["at"] == {"S": "2026-03-01T12:00:00.250000Z"}

    def test_leaves_out_what_is_not_set(self) -> None:
        commit = replace(commit_of(samples.FACTS["codebattle.shield_used.v1"]), outcome=None)

        assert not encode_commit(commit).keys() & {"outcome", "snapshot"}

    def test_has_each_sender_once_and_the_commands_in_their_order(self) -> None:
        records = [
            IdempotencyRecord(by, f"c-{number}", "0123456789abcdef", {"total": number})
            for number, by in enumerate(["ann", "bo", "ann", "cy", "bo"])
        ]
        recent = {sent(each.by, each.command_id): each for each in records}
        state = StreamState("duel/d", 16, samples.STATES["match.over.v1"], recent, NOON)
        text = encode_commit(commit_of(samples.FACTS["codebattle.arrow_shot.v1"], state))
        read = decode_commit(text).snapshot
        assert read
        assert list(read.recent.items()) == list(recent.items())
        assert [text["snapshot"]["S"].count(f'"{by}"') for by in ("ann", "bo", "cy")] == [1] * 3

    def test_is_of_another_version_for_code_that_knows_no_senders(self) -> None:
        """Such code would take the senders' commands for none at all, and do them again."""
        text = encode_commit(commit_with(samples.STATES["match.over.v1"]))["snapshot"]["S"]
        older = decode(text, type=OlderFolded)
        assert older.recent == ()
        assert older.state[0] not in STATES

    @pytest.mark.parametrize("state", samples.STATES.values(), ids=type)
    def test_is_read_as_written(self, state: Any) -> None:
        commit = commit_with(state)

        assert decode_commit(encode_commit(commit)) == commit

    def test_passes_over_attributes_that_it_does_not_know(self) -> None:
        commit = commit_of(samples.FACTS["codebattle.shield_used.v1"])

        assert (
            decode_commit(encode_commit(commit) | {"family": {"S": "codebattle/b1/player#3"}})
            == commit
        )


class OlderFolded(Struct, frozen=True):
    """A snapshot as it was read before."""

    state: tuple[str, Raw]
    recent: tuple[IdempotencyRecord, ...]
    began: datetime


class Unnamed(Fact, frozen=True):
    pass


class TestNames:
    def test_refuses_to_read_an_unknown_fact(self) -> None:
        item = encode_commit(commit_of(samples.FACTS["codebattle.shield_used.v1"]))

        with pytest.raises(UnknownFact, match=r"codebattle\.shield_used\.v9"):
            decode_commit(item | {"facts": {"S": item["facts"]["S"].replace(".v1", ".v9")}})

    def test_refuses_to_write_a_fact_without_a_name(self) -> None:
        with pytest.raises(UnknownFact, match="Unnamed has no stored name"):
            encode_commit(commit_of(Unnamed(NOON)))

    def test_refuses_a_fact_of_the_wrong_shape(self) -> None:
        item = encode_commit(commit_of(samples.FACTS["codebattle.shield_used.v1"]))
        wrong = item["facts"]["S"].replace('"attacker":"zoë"', '"attacker":7')

        with pytest.raises(ValidationError):
            decode_commit(item | {"facts": {"S": wrong}})

    def test_passes_over_a_folded_state_of_another_version(self) -> None:
        item = encode_commit(commit_with(samples.STATES["codebattle.participant.v1"]))
        other = item["snapshot"]["S"].replace("participant.v1", "participant.v0")

        commit = decode_commit(item | {"snapshot": {"S": other}})

        assert commit.snapshot is None
        assert commit.facts == (samples.FACTS["codebattle.arrow_shot.v1"],)


V0, V1, V2 = (f"codebattle.point_lost.v{version}" for version in range(3))


class TestUpcasters:
    """A fact that once had no total, then a total in tenths, is read as the fact of today."""

    codec = Codec(
        {V2: PointLost},
        {},
        {
            V0: (V1, lambda data: data | {"tenths": 0}),
            V1: (V2, lambda data: data | {"total": data["tenths"] // 10}),
        },
    )

    @pytest.mark.parametrize(
        ("name", "data", "total"),
        [(V0, {}, 0), (V1, {"tenths": 70}, 7), (V2, {"total": 7}, 7)],
    )
    def test_lead_from_any_version_to_the_newest(
        self, name: str, data: dict[str, Any], total: int
    ) -> None:
        old = [[name, {"at": NOON, "attacker": "zoë", "points": 1, **data}]]
        item = encode_commit(commit_of(samples.FACTS["codebattle.shield_used.v1"]))

        (fact,) = self.codec.decode(item | {"facts": {"S": encode(old).decode()}}).facts

        assert fact == PointLost(NOON, "zoë", 1, total)

    def test_are_not_used_for_writing(self) -> None:
        item = self.codec.encode(commit_of(PointLost(NOON, "zoë", 1, 7)))

        assert decode(item["facts"]["S"])[0][0] == V2


VALUES: dict[Any, st.SearchStrategy[Any]] = {
    datetime: st.datetimes(timezones=st.just(UTC)),
    datetime | UnsetType: st.just(UNSET) | st.datetimes(timezones=st.just(UTC)),
    str: st.text(max_size=20),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    Rules: st.builds(Rules, arrow_every=st.integers(0, 1000)),
    tuple[Question, ...]: st.lists(
        st.builds(
            Question,
            st.from_regex("[a-z0-9]{1,9}", fullmatch=True),
            st.text(min_size=1),
            st.tuples(st.text()),
        )
    ).map(tuple),
}


def fact_of(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    return st.builds(kind, **{each.name: value_of(each.type) for each in fields(kind)})


def value_of(kind: Any) -> st.SearchStrategy[Any]:
    """Draw values of the types that matter to all games; of others there is one."""
    drawn = VALUES.get(kind)
    return st.builds(lambda: convert(made(kind), type=kind)) if drawn is None else drawn


class TestAnyCommit:
    @given(
        facts=st.lists(st.sampled_from(list(FACTS.values())).flatmap(fact_of)).map(tuple),
        outcome=st.none() | st.dictionaries(st.text(), st.integers(-(2**53), 2**53) | st.text()),
        at=st.datetimes(timezones=st.just(UTC)),
        points=st.integers(0, 10**6),
    )
    def test_is_read_as_written(
        self, facts: tuple[Fact, ...], outcome: dict[str, Any] | None, at: datetime, points: int
    ) -> None:
        state = Participant("b1", "zoë", "p1", at, balance=points)
        snapshot = StreamState("codebattle/b1/player/zoë", 32, state, began=at)
        commit = Commit("codebattle/b1/player/zoë", 32, facts, at, "b", "c", "d", outcome, snapshot)

        assert decode_commit(encode_commit(commit)) == commit
