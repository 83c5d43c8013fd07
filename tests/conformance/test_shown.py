"""What every game shows, and to whom."""

from __future__ import annotations

from msgspec import convert

from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire.channel_events import VALUES, WHOLE
from shared.wire.stream_messages import OWN_EVENTS, SNAPSHOT
from tests.conformance.played import NOON, Played
from tests.conformance.plays import Play
from tests.conformance.promises import check_events, check_points, check_view, viewers
from tests.made import made

VIEWERS = (Viewer("owner", "ann"), Viewer("player", "bob"), SPECTATOR, OPERATOR)
RESERVED = {SNAPSHOT, *VALUES, *WHOLE, *(each.name for each in OWN_EVENTS)}


def test_every_commit_can_be_shown_to_everybody(played: Played) -> None:
    for commit in played.commits:
        check_events(played, commit)


def test_every_state_can_be_shown_to_everybody(played: Played) -> None:
    for stream in played.streams:
        check_view(played, stream, NOON)


def test_no_event_has_a_name_that_rumpus_uses(play: Play) -> None:
    taken = sorted(RESERVED & {each.name for each in play.game.events})
    assert not taken, f"Rumpus has events of the names {taken}: call yours otherwise."


def test_every_fact_can_be_shown_and_every_event_is(played: Played) -> None:
    facts = [convert(made(kind), type=kind) for kind in played.game.facts.values()]
    facts += [fact for commit in played.commits for fact in commit.facts]
    shown = {
        type(played.game.message(fact, viewer))
        for fact in facts
        for viewer in (*VIEWERS, *viewers(played, played.streams[0]))
    }
    unused = [each.__name__ for each in played.game.events if each not in shown]
    assert not unused, (
        f"message shows nobody the events {unused}: leave them out of `events`, or let the "
        "example come to them."
    )


def test_every_view_is_shown_to_somebody(played: Played) -> None:
    shown = {
        type(played.game.snapshot(played.fresh(stream).state, viewer, NOON))
        for stream in played.streams
        for viewer in viewers(played, stream)
    }
    unused = [each.__name__ for each in played.game.views if each not in shown]
    assert not unused, f"snapshot shows nobody the views {unused}: leave them out of `views`."


def test_a_board_ranks_players_within_its_bounds(played: Played) -> None:
    for commit in played.commits:
        check_points(played, commit)
