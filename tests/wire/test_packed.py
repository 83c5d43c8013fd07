"""Commits come out of an entry as they went in, in few bytes."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from shared.games.catalogue import GAMES
from shared.games.codebattle.facts import BattleEnded, QuestionSolved
from shared.kernel.errors import CommandRefused, refused_outcome
from shared.kernel.facts import Commit, Fact
from shared.wire.entries import UNCALLED, Packer, Unpacker, called_in
from shared.wire.packed import PackedCodec
from shared.wire.stored import UnknownFact
from tests.wire.samples import FACTS, NOON, commit_of

CODEC = PackedCodec(GAMES)
IDS = ("0123456789abcdef", "AAECAwQFBgcICQoLDA0ODw", "c1", "0123456789ABCDEF", "", "ü" * 22)
SOLVED = QuestionSolved(NOON, "q2", "ab12", 25, 35, 1, 1)


def there_and_back(*commits: Commit, codec: PackedCodec = CODEC) -> list[Commit]:
    packer, unpacker = Packer(), Unpacker()
    called = UNCALLED
    for each in codec.prepare(*commits):
        called = packer.add(each, called)
    rows = unpacker.read(packer.take())
    return [codec.commit(stream, position, kept) for stream, position, kept in rows]


class TestEntry:
    @pytest.mark.parametrize("name", FACTS)
    def test_gives_back_every_fact(self, name: str) -> None:
        commit = commit_of(FACTS[name])
        assert there_and_back(commit) == [commit]

    @given(
        command_id=st.sampled_from(IDS) | st.text(max_size=30),
        digest=st.sampled_from(["0123456789abcdef", "01", "x" * 16]),
        late=st.timedeltas(timedelta(days=-1), timedelta(days=1)),
        outcome=st.sampled_from([None, {}, {"total": 35}]),
        facts=st.lists(st.sampled_from(list(FACTS.values())), max_size=3),
    )
    def test_gives_back_ids_times_and_outcomes_of_any_form(
        self,
        command_id: str,
        digest: str,
        late: timedelta,
        outcome: dict[str, int] | None,
        facts: list[Fact],
    ) -> None:
        first = commit_of(SOLVED)
        second = replace(
            first,
            position=17,
            command_id=command_id,
            digest=digest,
            at=NOON + late,
            outcome=outcome,
            facts=tuple(facts),
        )
        assert there_and_back(first, second) == [first, second]

    def test_gives_back_a_refusal(self) -> None:
        outcome = refused_outcome(CommandRefused("no_arrows"))
        commit = replace(commit_of(SOLVED), facts=(), outcome=outcome)
        assert there_and_back(commit) == [commit]

    def test_gives_back_a_trace(self) -> None:
        commit = replace(commit_of(SOLVED), trace="00-" + "ab" * 16 + "-" + "cd" * 8 + "-01")
        assert there_and_back(commit) == [commit]

    def test_gives_back_a_field_that_is_not_set(self) -> None:
        commit = commit_of(BattleEnded(NOON, early=False, ends_at=UNSET))
        assert there_and_back(commit) == [commit]

    def test_passes_over_streams_that_were_named_before_its_first(self) -> None:
        packer, unpacker = Packer(), Unpacker()
        first, second = commit_of(SOLVED), replace(commit_of(SOLVED), position=17)
        other = replace(commit_of(SOLVED), stream="codebattle/b2/player/ann", position=1)
        (before,) = CODEC.prepare(first)
        called = packer.add(before)
        packer.take()
        own, others = CODEC.prepare(second, other)
        packer.add(own, called)
        packer.add(others)
        ((stream, position, kept),) = unpacker.read(packer.take())
        assert CODEC.commit(stream, position, kept) == other

    def test_tells_how_many_bytes_it_has(self) -> None:
        packer = packed(300)
        told = packer.size
        assert told <= len(zlib.decompress(packer.take())) < told + 2000

    def test_is_read_deflated_and_as_it_is(self) -> None:
        """Of one commit it would be longer, and entries that are older are not deflated."""
        single, many = Packer(), packed(300).take()
        (prepared,) = CODEC.prepare(commit_of(SOLVED))
        single.add(prepared)
        alone, plain = single.take(), zlib.decompress(many)
        assert alone[:1] == plain[:1]
        assert len(many) < len(plain) / 4
        assert list(Unpacker().read(many)) == list(Unpacker().read(plain))
        assert len(list(Unpacker().read(many))) == 300
        assert len(list(Unpacker().read(alone))) == 1
        assert called_in([many]) == called_in([plain]) == set(range(300))


def packed(count: int) -> Packer:
    """Return what has commits of so many streams."""
    packer = Packer()
    for number in range(count):
        stream = f"codebattle/b1/player/{number:0>60}"
        (prepared,) = CODEC.prepare(replace(commit_of(SOLVED), stream=stream, position=1))
        packer.add(prepared)
    return packer


class TestAlphabet:
    def test_of_other_code_is_read_by_its_names(self) -> None:
        older = PackedCodec(GAMES, list(reversed(CODEC.alphabet)))
        commit = commit_of(SOLVED)
        assert there_and_back(commit, codec=older) == [commit]
        assert older.of(CODEC.alphabet).alphabet == CODEC.alphabet

    def test_raises_older_facts(self) -> None:
        name = "codebattle.award_reversed.v2"
        older = [
            ("codebattle.award_reversed.v1" if each == name else each, fields)
            for each, fields in CODEC.alphabet
        ]
        kept = CODEC.keep(commit_of(FACTS[name]))
        read = CODEC.of(older).commit("codebattle/b1/player/zoë", 16, kept)
        assert type(read.facts[0]) is type(FACTS[name])

    def test_with_a_name_that_nobody_knows_is_an_error(self) -> None:
        older = [("codebattle.nothing.v1", fields) for _, fields in CODEC.alphabet]
        kept = CODEC.keep(commit_of(SOLVED))
        with pytest.raises(UnknownFact, match=r"nothing\.v1"):
            CODEC.of(older).commit("codebattle/b1/player/zoë", 16, kept)
