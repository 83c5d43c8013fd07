"""What holds for every game, shown on one with the barest of rules: a stream counts facts."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.result import CommandResult
from shared.application.commands.stream_cache import StreamCache
from shared.kernel.facts import Command, Fact
from shared.kernel.rules import Decision, Scope, States
from shared.wire.stored import codec_of
from tests.application.battle_fixture import NOON, Clock
from tests.games.duel import DUEL, Closed

OWN, OTHER = "duel/own", "duel/other"
CODEC = codec_of([DUEL])


class WriteToOther(Command, frozen=True):
    pass


class Write(Command, frozen=True):
    pass


class WriteIfOdd(Command, frozen=True):
    pass


def scope(command: Command) -> Scope:
    return Scope((OWN, OTHER) if isinstance(command, WriteToOther) else (OWN,))


def decide(command: Command, states: States) -> Decision:
    fact = Closed(command.now)
    if isinstance(command, WriteToOther):
        return {OWN: (), OTHER: (fact,)}
    odd = (states[OWN] or 0) % 2
    return {OWN: (fact,)} if odd or isinstance(command, Write) else {}


def evolve(state: int | None, fact: Fact) -> int:
    return (state or 0) + isinstance(fact, Closed)


def owner(state: int | None) -> str | None:
    return "ann" if state else None


COUNTING = replace(DUEL, scope=scope, decide=decide, evolve=evolve, owner=owner)


@dataclass
class Player:
    log: InMemoryLog
    cache: StreamCache

    def handle(self, command: Command, command_id: str) -> CommandResult:
        return handle_command(
            self.log,
            self.cache,
            COUNTING,
            command,
            by="ann",
            command_id=command_id,
            pause=lambda _: None,
        )


class TestAnyGame:
    def test_remembers_a_command_whose_facts_are_on_another_stream(self) -> None:
        player = Player(InMemoryLog(CODEC), StreamCache(Clock()))

        first = player.handle(WriteToOther(NOON), "w1")
        again = player.handle(WriteToOther(NOON), "w1")

        assert [(each.stream, len(each.facts)) for each in first.commits] == [(OWN, 0), (OTHER, 1)]
        assert again.repeated

    def test_does_not_believe_a_stale_state_that_there_is_nothing_to_do(self) -> None:
        log = InMemoryLog(CODEC)
        stale, other = (Player(log, StreamCache(Clock())) for _ in range(2))
        for number in range(2):
            stale.handle(Write(NOON), f"w{number}")
        other.handle(Write(NOON), "w2")

        handled = stale.handle(WriteIfOdd(NOON), "o1")

        assert (handled.outcome, len(handled.commits)) == ({"facts": 1}, 1)
