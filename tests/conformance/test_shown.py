"""What every game shows, and to whom."""

from __future__ import annotations

from msgspec import to_builtins
from msgspec.json import encode

from shared.kernel.names import parse_stream, viewer_of
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire.stream_messages import event_of
from tests.conformance.played import NOON, Played


def viewers(played: Played, stream: str) -> list[Viewer]:
    """Everybody of the example, somebody who doesn't play, an operator, and anybody."""
    name = parse_stream(stream)
    names = dict.fromkeys(by for by, _ in played.sent)
    return [*(viewer_of(name, who) for who in (*names, "stranger")), OPERATOR, SPECTATOR]


def test_every_fact_shows_an_event_of_the_manifest_or_nothing(played: Played) -> None:
    for commit in played.commits:
        for viewer in viewers(played, commit.stream):
            for fact in commit.facts:
                shown = played.game.message(fact, viewer)
                assert shown is None or type(shown) in played.game.events


def test_every_state_shows_a_view_of_the_manifest_or_nothing(played: Played) -> None:
    for stream in played.streams:
        state = played.fresh(stream).state
        for viewer in viewers(played, stream):
            shown = played.game.snapshot(state, viewer, NOON)
            assert shown is None or type(shown) in played.game.views


def test_whatever_is_shown_can_be_sent(played: Played) -> None:
    for commit in played.commits:
        for viewer in viewers(played, commit.stream):
            assert encode(event_of(played.game, commit, viewer))


def test_a_stranger_sees_no_more_than_anybody(played: Played) -> None:
    for commit in played.commits:
        name = parse_stream(commit.stream)
        stranger = event_of(played.game, commit, viewer_of(name, "stranger"))
        anybody = event_of(played.game, commit, SPECTATOR)
        assert to_builtins(stranger) == to_builtins(anybody)


def test_the_audience_of_a_stream_sees_its_state(played: Played) -> None:
    for stream in played.streams:
        state, name = played.fresh(stream).state, parse_stream(stream)
        audience = played.game.audience(state)
        listening = [viewer_of(name, who) for who in audience.players]
        for viewer in [*listening, *[SPECTATOR] * audience.public]:
            assert played.game.snapshot(state, viewer, NOON) is not None


def test_a_board_ranks_players_within_its_bounds(played: Played) -> None:
    if played.game.board is None:
        return
    for commit in played.commits:
        name = parse_stream(commit.stream)
        for fact in commit.facts:
            for who, points in played.game.board.points(fact, name.username).items():
                assert who
                assert 0 <= points < 2**21
