from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec import Raw
from msgspec.json import decode, encode
from msgspec.structs import replace

from shared.adapters.memory.queues import InMemoryQueues
from shared.application.commands.defer import defer
from shared.application.commands.request import CommandRequest, ask
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Attack, JoinBattle
from shared.kernel.facts import Command
from shared.wire.messages import DeferredCommand
from tests.games.duel import DUEL, Pick

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def attack(username: str, target: str = "bob") -> Attack:
    return Attack(NOON, "b1", username, target)


def asked(command: Command, username: str = "ann", command_id: str = "c1") -> CommandRequest:
    return ask(CODE_BATTLE, command, f"p-{username}", command_id)


class TestDefer:
    def test_queues_a_command_as_its_worker_reads_it(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        assert defer(queues, asked(attack("ann")))
        (body,) = queues.waiting("deferred")
        message = decode(encode(body), type=DeferredCommand)
        assert (message.game, message.by, message.command_id) == ("codebattle", "p-ann", "c1")
        assert decode(message.command, type=Attack) == attack("ann")
        assert isinstance(message.command, Raw)

    def test_drops_a_repeat_for_its_own_player_alone(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        for name in ("ann", "ann", "cy"):
            assert defer(queues, asked(attack(name), name))
        assert defer(queues, asked(attack("ann"), command_id="c2"))
        waiting = [(each["by"], each["command_id"]) for each in queues.waiting("deferred")]
        assert waiting == [("p-ann", "c1"), ("p-cy", "c1"), ("p-ann", "c2")]

    def test_queues_another_command_under_the_id_of_one_that_waits(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        for number, second in ((7, 0), (8, 1), (7, 2)):
            pick = Pick(NOON + timedelta(seconds=second), "d1", "ann", number)
            assert defer(queues, ask(DUEL, pick, "p-ann", "c1"))
        waiting = [each["command"]["number"] for each in queues.waiting("deferred")]
        assert waiting == [7, 8]

    def test_puts_no_other_command_off(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        join = JoinBattle(NOON, "b1", "ann", "p-ann")
        assert not defer(queues, asked(join))
        assert queues.waiting("deferred") == []

    def test_puts_nothing_off_of_a_game_that_defers_nothing(self) -> None:
        queues = InMemoryQueues(lambda: NOON)
        plain = replace(DUEL, deferral=None)
        pick = Pick(NOON, "d1", "ann", 7)
        assert not defer(queues, ask(plain, pick, "p-ann", "c1"))
        assert queues.waiting("deferred") == []
