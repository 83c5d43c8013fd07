"""Names: what is written is read again, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import astuple

from shared.economy import channels as economy
from shared.games.codebattle import channels, streams
from shared.kernel.names import MalformedName, NameForm, family_of, root_of

type Build = Callable[..., str]

FAMILIES: list[tuple[NameForm[Any], Build]] = [
    (streams.BATTLE_STREAM, streams.battle_stream),
    (streams.PARTICIPANT_STREAM, streams.participant_stream),
    (channels.BOARD, channels.board_channel),
    (channels.PRESENCE, channels.presence_channel),
    (channels.RANK, channels.rank_channel),
    (channels.PRIVATE, channels.private_channel),
    (economy.PLAYER, economy.player_channel),
]

every_family = pytest.mark.parametrize(
    ("form", "build"), FAMILIES, ids=[form.form for form, _ in FAMILIES]
)

PIECES = ["", "b1", "ann", "player", *(form.form.split("{")[0][:-1] for form, _ in FAMILIES)]
names = st.text() | st.builds(
    str.join, st.sampled_from("/."), st.lists(st.sampled_from(PIECES), max_size=5)
)


def parts_of(form: NameForm[Any]) -> st.SearchStrategy[list[str]]:
    part = st.text(st.characters(exclude_characters=form.separator))
    count = form.form.count("{")
    return st.lists(part, min_size=count, max_size=count)


def parts(read: Struct) -> list[str]:
    return list(astuple(read))


@every_family
class TestEveryFamily:
    @given(data=st.data())
    def test_reads_what_it_writes(
        self, form: NameForm[Any], build: Build, data: st.DataObject
    ) -> None:
        written = data.draw(parts_of(form))
        assert parts(form.parse(build(*written))) == written

    @given(name=names)
    def test_reads_only_what_it_writes(self, form: NameForm[Any], build: Build, name: str) -> None:
        read = form.match(name)
        assert read is None or build(*parts(read)) == name

    @given(data=st.data())
    def test_refuses_a_part_with_the_separator(
        self, form: NameForm[Any], build: Build, data: st.DataObject
    ) -> None:
        first, *rest = data.draw(parts_of(form))
        with pytest.raises(MalformedName):
            form.parse(build(f"{first}{form.separator}", *rest))

    @given(data=st.data())
    def test_refuses_too_little_and_too_much(
        self, form: NameForm[Any], build: Build, data: st.DataObject
    ) -> None:
        name = build(*data.draw(parts_of(form)))
        for other in (name.rpartition(form.separator)[0], f"{name}{form.separator}", f"x{name}"):
            assert form.match(other) is None


@given(name=names)
def test_a_name_is_of_one_family(name: str) -> None:
    assert sum(form.match(name) is not None for form, _ in FAMILIES) <= 1


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("codebattle/b1/board", channels.BoardChannel("b1")),
        ("codebattle/b1/presence", channels.PresenceChannel("b1")),
        ("codebattle/b1/rank", channels.RankChannel("b1")),
        ("codebattle/b1/player/ann@ann", channels.PrivateChannel("b1", "ann")),
        ("account/p1", None),
        ("presence-battle2.b1", None),
        ("private-participant.b1", None),
        ("codebattle/b1", None),
    ],
)
def test_a_channel_of_a_battle_is_known_by_its_name(name: str, means: object) -> None:
    assert channels.parse_channel(name) == means


def test_a_participants_stream_and_its_channel_name_each_other() -> None:
    stream = streams.participant_stream("b1", "ann")
    channel = channels.channel_of(stream)
    assert channel == "codebattle/b1/player/ann@ann"
    assert channels.stream_of(channel) == stream
    assert channels.channel_of(streams.battle_stream("b1")) is None


def test_a_member_is_listed_in_its_family_and_belongs_to_the_root() -> None:
    battle, ann = streams.battle_stream("b1"), streams.participant_stream("b1", "ann")
    assert (family_of(battle), family_of(ann)) == (
        streams.BATTLES,
        streams.roster(battle_stream("b1")),
    )
    assert (root_of(battle), root_of(ann), root_of("heartbeat")) == (battle, battle, "heartbeat")
