"""Two hundred claim one treasure at once: one has it, and all others are told who."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.replay import replay
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt import rules as r
from shared.games.hunt.state import Seeker
from shared.games.hunt.streams import seeker_stream, treasure_stream
from shared.kernel.facts import Command
from tests.codec import CODEC
from tests.functions.gateway.loopback import Frame, Home, Peer, home
from tests.games.hunt.hunting import NOON, NOW, ONE
from tests.gateway_host import GatewayApplication
from tests.memory import START

CROWD = 200
AT_ONCE = 20
NAMES = [f"p{number}" for number in range(CROWD)]
CROWN = r.Treasure("crown", "crown", 0, 0, "The crown")
RULES = r.Rules((".",), {".": 1}, {"crown": r.Kind((r.Points(100),), rival=True)}, (CROWN,))


class Processes:
    """As many processes as claim at once, each with a cache of its own, over one log."""

    def __init__(self) -> None:
        self.log = InMemoryLog(CODEC)
        self.caches = [StreamCache(lambda: 0.0) for _ in range(AT_ONCE)]
        self.start = Barrier(AT_ONCE)

    def do(self, by: str, command: Command, command_id: str, process: int = 0) -> dict[str, Any]:
        cache = self.caches[process]
        handled = handle_command(
            self.log, cache, HUNT, command, by=by, command_id=command_id, pause=lambda _: None
        )
        return dict(handled.outcome)

    def claim_all(self, process: int) -> list[dict[str, Any]]:
        self.start.wait()
        names = NAMES[process::AT_ONCE]
        claims = [(name, c.ClaimTreasure(NOW, "h1", name, "crown")) for name in names]
        return [self.do(name, claim, "claim", process) for name, claim in claims]


def test_one_of_two_hundred_wins_whatever_process_it_is_at() -> None:
    run = Processes()
    run.do("op", c.PlanHunt(NOON, "h1", "Crown", NOON, ONE, RULES), "plan")
    for name in NAMES:
        run.do(name, c.JoinHunt(NOW, "h1", name, name), "join")
        run.do(name, c.Dig(NOW, "h1", name), "dig")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [each for found in pool.map(run.claim_all, range(AT_ONCE)) for each in found]
    won = [each for each in answers if "points" in each]
    assert len(won) == 1
    holder = replay(run.log, HUNT, treasure_stream("h1", "crown")).state.holder
    lost = {"refused": "already_claimed", "details": {"holder": holder}}
    assert [each for each in answers if each not in won] == [lost] * (CROWD - 1)
    points = [replay(run.log, HUNT, seeker_stream("h1", name)).state for name in NAMES]
    paid = {each.username for each in points if isinstance(each, Seeker) and each.points}
    assert paid == {holder}


async def arrive(here: Home, name: str) -> Peer:
    peer = await here.open(name)
    assert (await peer.ask("hunt.join", room="h1"))["type"] == "done"
    assert (await peer.ask("hunt.dig", room="h1"))["treasure"] == "crown"
    return peer


async def told_of(peer: Peer, ident: str) -> Frame:
    return await peer.wait(lambda frame: frame.get("id") == ident)


async def test_one_of_two_hundred_wins_at_a_gateway() -> None:
    parts = GatewayApplication()
    plan = c.PlanHunt(START, "h1", "Crown", START, START.replace(hour=13), RULES)
    parts.handle(HUNT, plan, by="op", command_id="plan")
    async with home(parts) as here:
        peers = [await arrive(here, name) for name in NAMES]
        asked = [peer.say("hunt.claim", room="h1", treasure="crown") for peer in peers]
        answers = [await told_of(*each) for each in zip(peers, asked, strict=True)]
        kinds = Counter((each["type"], each.get("reason")) for each in answers)
        assert kinds == {("done", None): 1, ("refused", "already_claimed"): CROWD - 1}
        assert parts.faults == []
