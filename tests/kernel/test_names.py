"""Names: what is written is read again, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.kernel import names as n
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer

PART = st.text(st.characters(exclude_characters="/@"), min_size=1)
USERNAME = PART.filter(lambda name: not name.startswith("$"))
GAME = PART.filter(lambda name: name != n.ACCOUNT)
ROOMS = st.builds(n.room_stream, GAME, PART)
PLAYERS = st.builds(n.player_stream, ROOMS, USERNAME)
STREAMS = ROOMS | PLAYERS
KINDS: st.SearchStrategy[n.ValueKind] = st.sampled_from(["board", "presence", "rank"])

PIECES = ["", "b1", "ann", "player", "codebattle", "account", "board", "$operator"]
TEXTS = st.text() | st.builds(
    lambda parts, at: "/".join(parts) + at,
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.sampled_from(["", "@", "@ann", "@$operator", "@a@b", "@a/b"]),
)


def written(channel: n.Channel) -> str:
    match channel:
        case n.StreamChannel(stream, viewer):
            return n.stream_channel(stream, viewer)
        case n.ValueChannel(room, kind):
            return n.value_channel(room, kind)
        case n.AccountChannel(player_id):
            return n.account_channel(player_id)


class TestStreams:
    @given(game=GAME, room=PART)
    def test_of_rooms_are_read_as_written(self, game: str, room: str) -> None:
        name = n.parse_stream(n.room_stream(game, room))
        assert name == n.StreamName(game, room)
        assert name.username == ""

    @given(game=GAME, room=PART, username=PART)
    def test_of_players_are_read_as_written(self, game: str, room: str, username: str) -> None:
        name = n.parse_stream(n.player_stream(n.room_stream(game, room), username))
        assert name == n.StreamName(game, room, n.PLAYER, username)
        assert name.username == username

    @given(room=ROOMS, kind=PART.filter(lambda kind: kind != n.PLAYER), key=PART)
    def test_of_other_kinds_are_no_players(self, room: str, kind: str, key: str) -> None:
        assert n.parse_stream(f"{room}/{kind}/{key}").username == ""

    @given(text=TEXTS)
    def test_are_nothing_else(self, text: str) -> None:
        match n.match_stream(text):
            case None:
                with pytest.raises(n.MalformedName):
                    n.parse_stream(text)
            case n.StreamName(game, room, "", ""):
                assert n.room_stream(game, room) == text
            case n.StreamName(game, room, kind, key):
                assert f"{n.room_stream(game, room)}/{kind}/{key}" == text

    @given(room=ROOMS, username=PART)
    def test_tell_their_game_their_room_and_their_family(self, room: str, username: str) -> None:
        mine = n.player_stream(room, username)
        assert n.game_of(mine) == n.game_of(room) == n.parse_stream(room).game
        assert n.room_of(mine) == n.room_of(room) == room
        assert n.family_of(mine) == n.roster(room)
        assert n.family_of(room) == n.game_of(room)

    @pytest.mark.parametrize(
        "text",
        ["", "codebattle", "codebattle/", "/b1", "codebattle/b1/board", "a/b/c/d/e", "a//b/c"],
    )
    def test_have_two_parts_or_four(self, text: str) -> None:
        assert n.match_stream(text) is None

    @given(stream=STREAMS | st.builds(lambda room, key: f"{room}/npc/{key}", ROOMS, PART))
    def test_tell_owner_and_kind_without_the_rest(self, stream: str) -> None:
        name = n.parse_stream(stream)
        assert (n.owner_of(stream), n.kind_of(stream)) == (name.username, name.kind)

    def test_are_none_of_an_account(self) -> None:
        assert n.match_stream("account/p1") is None
        assert n.match_stream("account/p1/player/ann") is None


class TestChannels:
    @given(stream=STREAMS, username=USERNAME)
    def test_of_streams_are_read_as_written(self, stream: str, username: str) -> None:
        mine = n.viewer_of(n.parse_stream(stream), username)
        for viewer in (SPECTATOR, OPERATOR, mine):
            channel = n.stream_channel(stream, viewer)
            assert n.match_channel(channel) == n.StreamChannel(stream, viewer)
            assert n.shown_by(channel) == stream
            assert not n.is_value(channel) or viewer.role != "spectator"

    @given(room=ROOMS, kind=KINDS)
    def test_of_values_are_read_as_written(self, room: str, kind: n.ValueKind) -> None:
        channel = n.value_channel(room, kind)
        assert n.match_channel(channel) == n.ValueChannel(room, kind)
        assert n.is_value(channel)
        assert n.shown_by(channel) == channel

    @given(player_id=PART)
    def test_of_accounts_are_read_as_written(self, player_id: str) -> None:
        channel = n.account_channel(player_id)
        assert n.match_channel(channel) == n.AccountChannel(player_id)
        assert not n.is_value(channel)

    @given(text=TEXTS)
    def test_are_nothing_else(self, text: str) -> None:
        channel = n.match_channel(text)
        assert channel is None or written(channel) == text

    @given(stream=STREAMS, one=USERNAME, other=USERNAME)
    def test_of_two_viewers_differ(self, stream: str, one: str, other: str) -> None:
        assume(one != other)
        name = n.parse_stream(stream)
        viewers = [SPECTATOR, OPERATOR, n.viewer_of(name, one), n.viewer_of(name, other)]
        assert len({n.stream_channel(stream, each) for each in viewers}) == len(viewers)

    @pytest.mark.parametrize(
        ("text", "means"),
        [
            ("codebattle/b1", n.StreamChannel("codebattle/b1", SPECTATOR)),
            ("codebattle/b1@ann", n.StreamChannel("codebattle/b1", Viewer("player", "ann"))),
            ("codebattle/b1@$operator", n.StreamChannel("codebattle/b1", OPERATOR)),
            (
                "codebattle/b1/player/ann@ann",
                n.StreamChannel("codebattle/b1/player/ann", Viewer("owner", "ann")),
            ),
            (
                "codebattle/b1/player/ann@bob",
                n.StreamChannel("codebattle/b1/player/ann", Viewer("player", "bob")),
            ),
            ("codebattle/b1/board", n.ValueChannel("codebattle/b1", "board")),
            ("account/p1", n.AccountChannel("p1")),
            ("account/", None),
            ("account/p1@ann", None),
            ("codebattle/b1@", None),
            ("codebattle/b1@ann@bob", None),
            ("codebattle/b1@a/b", None),
            ("codebattle/b1/board@ann", None),
            ("codebattle/b1/points", None),
            ("codebattle", None),
        ],
    )
    def test_are_known_by_their_names(self, text: str, means: n.Channel | None) -> None:
        assert n.match_channel(text) == means


class TestViewers:
    @given(room=ROOMS, owner=USERNAME, other=USERNAME)
    def test_own_the_streams_of_their_name(self, room: str, owner: str, other: str) -> None:
        assume(owner != other)
        mine = n.parse_stream(n.player_stream(room, owner))
        assert n.viewer_of(mine, owner) == Viewer("owner", owner)
        assert n.viewer_of(mine, other) == Viewer("player", other)
        assert n.viewer_of(n.parse_stream(room), owner) == Viewer("player", owner)


class TestUnits:
    def test_of_a_wide_room_are_its_streams_and_of_another_the_room(self) -> None:
        small, wide = n.room_stream("hunt", "h"), n.room_stream("hunt", "wide-h")
        assert [n.is_wide(each) for each in (small, wide, n.roster(wide))] == [False, True, True]
        assert n.unit_of(n.player_stream(small, "wide-ann")) == small
        assert n.unit_of(n.player_stream(wide, "ann")) == n.player_stream(wide, "ann")
        assert n.unit_of(wide) == wide
