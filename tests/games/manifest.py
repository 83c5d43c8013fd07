"""What holds of every game's manifest: each check raises AssertionError where it does not."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from msgspec import convert
from msgspec.json import encode

from shared.kernel.game import Game
from shared.kernel.names import ACCOUNT
from shared.kernel.viewer import OPERATOR, SPECTATOR, Audience, Viewer
from shared.wire.channel_events import VALUES, WHOLE
from shared.wire.stream_messages import OWN_EVENTS, SNAPSHOT
from tests.made import made

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VIEWERS = (Viewer("owner", "ann"), Viewer("player", "bob"), SPECTATOR, OPERATOR)
RESERVED = {SNAPSHOT, *VALUES, *WHOLE, *(each.name for each in OWN_EVENTS)}
"""Names of events that no game may have."""


def check_name(game: Game) -> None:
    assert re.fullmatch("[a-z][a-z0-9]*", game.name)
    assert game.name != ACCOUNT


def check_stored_names(game: Game) -> None:
    """Each begins with the game's name, ends with a version, and leads to a class."""
    form = re.compile(rf"{game.name}\.[a-z0-9_]+\.v[1-9][0-9]*")
    names = [*game.facts, *game.states, *game.upcasters]
    assert len(names) == len(set(names))
    assert [name for name in names if not form.fullmatch(name)] == []
    assert len(set(game.facts.values())) == len(game.facts)
    assert len(set(game.states.values())) == len(game.states)
    for newer, _ in game.upcasters.values():
        assert newer in {*game.facts, *game.upcasters}


def check_commands(game: Game) -> None:
    """Each has a tag, and no two have the same."""
    commands = (*game.player_commands, *game.operator_commands)
    tags = [each.__struct_config__.tag for each in commands]
    assert all(isinstance(tag, str) and re.fullmatch("[a-z0-9_]+", tag) for tag in tags)
    assert len(set(tags)) == len(tags)
    assert game.deferral is None or game.deferral.command in game.player_commands


def check_events(game: Game) -> None:
    """No two have the same name, nor that of an event which no game defines."""
    names = [each.name for each in game.events]
    assert len(set(names)) == len(names)
    assert RESERVED.isdisjoint(names)


def check_messages(game: Game) -> None:
    """Each fact is told each viewer as an event of the manifest, or hidden; each event is used."""
    told = set()
    for kind in game.facts.values():
        fact = convert(made(kind), type=kind)
        for viewer in VIEWERS:
            if (event := game.message(fact, viewer)) is not None:
                encode(event)
                assert event.timestamp == fact.at
                told.add(type(event))
    assert told == set(game.events)


def check_views(game: Game) -> None:
    """Each state is shown to each viewer as a view of the manifest, or hidden; each is used."""
    shown = set()
    for kind in game.states.values():
        state = convert(made(kind), type=kind)
        assert isinstance(game.audience(state), Audience)
        for viewer in VIEWERS:
            if (view := game.snapshot(state, viewer, NOW)) is not None:
                encode(view)
                shown.add(type(view))
    assert shown == set(game.views)


CHECKS = (
    check_name,
    check_stored_names,
    check_commands,
    check_events,
    check_messages,
    check_views,
)
