"""A bug is a stream: those reported are kept in tests/games/streams as the log had them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import decode

from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import JoinBattle, StartBattle
from shared.games.codebattle.state import Battle
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import StreamState
from shared.kernel.rules import fold
from tests.codec import decode_commit

STREAMS = Path(__file__).parents[1] / "streams"


def stream_state(name: str) -> StreamState:
    items: list[dict[str, Any]] = decode((STREAMS / name).read_bytes())
    commits = [decode_commit(item) for item in items]
    return fold(CODE_BATTLE, StreamState(commits[0].stream), commits)


class TestBattleCalledOff:
    """It ended two hours before its start, and yet was open to join until then."""

    @pytest.mark.parametrize("hour", [10, 11, 12])
    def test_is_over_from_that_moment(self, hour: int) -> None:
        battle = stream_state("battle_called_off.json")
        now = datetime(2026, 3, 1, hour, tzinfo=UTC)
        assert isinstance(battle.state, Battle)

        assert battle.state.phase(now) == "ended"
        with pytest.raises(CommandRefused, match="battle_ended"):
            CODE_BATTLE.decide(
                JoinBattle(now, "friday", "ann", "p1"),
                {battle.stream: battle.state, "codebattle/friday/player/ann": None},
            )

    def test_is_never_started(self) -> None:
        battle = stream_state("battle_called_off.json")
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)

        decided = CODE_BATTLE.decide(StartBattle(noon, "friday"), {battle.stream: battle.state})

        assert not any(decided.values())
