"""A game is the same bytes in both homes, and nobody is shown more than they may see."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.json import encode

from shared.application.commands.replay import replay
from shared.kernel.game import Game
from shared.kernel.names import StreamChannel, match_channel
from shared.wire.stream_messages import SNAPSHOT, event_of
from tests.conformance.homes import Gateway, Homes
from tests.conformance.plays import Play
from tests.functions.gateway.loopback import home, told


@pytest.mark.usefixtures("shown")
def test_the_example_is_the_same_bytes_in_both_homes(
    play: Play, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story() -> None:
        async with home(Gateway(play)) as here:
            homes = Homes(play, here)
            await homes.play_all()
            assert here.parts.faults == homes.there.app.faults == []
            check_shown(play.game, homes)

    told(story)
    lines = capsys.readouterr().out.splitlines()
    said = [line for line in lines if not line.startswith(('{"kind":"metric"', '{"kind":"span"'))]
    assert not said, f"{said} stands in the logs, where operators read it: print nothing."


def check_shown(game: Game, homes: Homes) -> None:
    """Each message is what the game's functions return for the viewer of its channel."""
    messages = [each for each in homes.shown if each[1]["type"] == "message"]
    assert messages, "nobody is shown anything: let the example's players be in the audience."
    for name, frame, now in messages:
        channel = match_channel(frame["channel"])
        assert isinstance(channel, StreamChannel)
        assert channel.viewer.username in {"", name}
        log, offset = homes.there.app.log, frame["offset"]
        if frame["event"] == SNAPSHOT:
            state = replay(log, game, channel.stream, position=offset).state
            expected: Any = game.snapshot(state, channel.viewer, now)
        else:
            (commit,) = log.read(channel.stream, offset - 1, 1)
            expected = event_of(game, commit, channel.viewer)
            assert frame["event"] == expected.name
        assert frame["data"] == json.loads(encode(expected)), (name, frame)
