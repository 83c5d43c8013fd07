"""Of a wide room a gateway takes the streams of its own players alone from the bus."""

from __future__ import annotations

from shared.adapters.memory.bus import InMemoryBus
from shared.games.hunt import HUNT
from shared.games.hunt.commands import JoinHunt, Move, PlanHunt
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.facts import Command
from shared.wire.bus import host_topic, room_topic
from tests.functions.gateway.loopback import Home, beside, eventually, home
from tests.games.hunt.hunting import RULES
from tests.gateway_host import GatewayApplication
from tests.memory import START

WIDE = "wide-h"


class Counted(InMemoryBus):
    """Notes where something was published for which somebody listened."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str] = set()

    def publish(self, topic: str, message: bytes) -> int:
        listeners = super().publish(topic, message)
        self.heard |= {topic} if listeners else set()
        return listeners


def do(parts: GatewayApplication, by: str, command: Command, ident: str) -> None:
    handled = parts.handle(HUNT, command, by=by, command_id=ident)
    parts.gateway_publisher.publish(handled.commits)


def step(other: Home, name: str) -> None:
    """Let a player walk, as another process writes it."""
    do(other.parts, f"p-{name}", Move(START, WIDE, name, 1, 0), "step")


async def test_hears_of_its_own_players_alone() -> None:
    parts = GatewayApplication()
    bus = parts.bus = Counted()
    plan = PlanHunt(START, WIDE, "Wide", START, START.replace(hour=13), RULES)
    do(parts, "op", plan, "plan")
    for name in ("ann", "bo"):
        do(parts, f"p-{name}", JoinHunt(START, WIDE, name, f"p-{name}"), "join")
    own = seeker_stream(WIDE, "ann")
    async with home(parts) as host, beside(host) as other:
        ann = await host.open("ann")
        await ann.ask("subscribe", channel=f"{own}@ann")
        await ann.ask("subscribe", channel=hunt_stream(WIDE))
        rooms = host.service.streams.rooms
        await eventually(lambda: rooms.is_active(own))
        step(other, "bo")
        step(other, "ann")
        await ann.wait(lambda each: each.get("event") == "seeker.moved")
    assert bus.heard - {host_topic("a"), host_topic("b")} == {room_topic(own)}
