"""When a room's players are paid: once its board is final, however late its end is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.adapters.memory.queues import InMemoryQueues
from shared.application.economy.reward_room import QUEUE, ask_for_rewards
from shared.application.lifecycle.announce_rooms import SETTLED
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.facts import BattleEnded
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from tests.application.commits import ROOM, START
from tests.memory import Clock

SECOND = timedelta(seconds=1)


def told(clock: Clock, at: datetime) -> InMemoryQueues:
    """Tell at a time that a battle ended at `START`; return the queues."""
    clock.now = at
    queues = InMemoryQueues(clock)
    commit = Commit(ROOM, 3, (BattleEnded(at, ends_at=START),), at, "timer", "end", "")
    ask_for_rewards(Games(CODE_BATTLE), queues, [commit])
    return queues


def test_waits_until_the_board_is_final() -> None:
    clock = Clock()
    queues = told(clock, START + SECOND)
    clock.now = START + SETTLED - SECOND
    assert queues.take(QUEUE) == []
    clock.now = START + SETTLED
    assert len(queues.take(QUEUE)) == 1


def test_does_not_wait_where_the_end_is_told_late() -> None:
    queues = told(Clock(), START + SETTLED + SECOND)
    assert len(queues.take(QUEUE)) == 1
