from __future__ import annotations

from datetime import UTC, datetime

from msgspec.json import decode, encode

from shared.adapters.memory.queues import InMemoryQueues
from shared.application.commands.defer import postpone
from shared.games.codebattle.commands import Attack, JoinBattle
from shared.wire.messages import PostponedAttack

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def attack(username: str, target: str = "bob") -> Attack:
    return Attack(NOON, "b1", username, target)


class TestPostpone:
    def test_queues_an_attack_as_its_worker_reads_it(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        assert postpone(queues, attack("ann"), by="p-ann", command_id="c1")
        (message,) = queues.waiting("attacks")
        assert decode(encode(message), type=PostponedAttack) == PostponedAttack(
            "c1", "b1", "ann", "bob", "p-ann", NOON
        )

    def test_drops_a_repeat_for_its_own_player_alone(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        for name in ("ann", "ann", "cy"):
            assert postpone(queues, attack(name), by=f"p-{name}", command_id="c1")
        assert postpone(queues, attack("ann"), by="p-ann", command_id="c2")
        waiting = [(each["username"], each["command_id"]) for each in queues.waiting("attacks")]
        assert waiting == [("ann", "c1"), ("cy", "c1"), ("ann", "c2")]

    def test_puts_no_other_command_off(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        join = JoinBattle(NOON, "b1", "ann", "p-ann")
        assert not postpone(queues, join, by="p-ann", command_id="c1")
        assert queues.waiting("attacks") == []
