"""What a process that asks the owners of slots knows, and how it is refused."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest

from shared.adapters.journal.slots import slot_of
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.owners.connection import Connection, ConnectionLost
from shared.adapters.owners.directory import Addresses, NoOwner
from shared.adapters.owners.slot_owners import SlotOwners
from shared.application.commands.request import CommandRequest, ask
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.match import MATCH
from shared.games.match.commands import OpenMatch
from shared.games.match.plan import Plan
from shared.runtime.clock import monotonic, now, pause
from shared.wire.owner_calls import AnyAnswer, Carried, Carry, CommandCodec, Failed
from tests.functions.gateway.loopback import eventually, home, told
from tests.games.hunt.hunting import FREE
from tests.gateway_host import GatewayApplication
from tests.memory import START
from tests.owners.served import OwnerApplication, asking, served


def plan_of(hunt: str) -> c.PlanHunt:
    begin = now()
    return c.PlanHunt(begin, hunt, "A hunt", begin, begin + timedelta(hours=1), FREE)


class TestCommand:
    def test_is_carried_out_once_and_its_owner_is_known_then(self) -> None:
        with served(InMemoryJournal()) as parts, asking(parts) as owners:
            asked = ask(HUNT, plan_of("h"), "operator", "c1", trace="")
            assert owners.begin(asked) is None

            first = owners.carry_out(asked)
            assert first.is_published
            assert len(first.commits) == 1
            again = owners.begin(asked)
            assert again is not None
            told = again.result(60)
            assert isinstance(told, Carried)
            assert told.repeated

    def test_that_the_game_refuses_is_an_answer(self) -> None:
        with served(InMemoryJournal()) as parts, asking(parts) as owners:
            step = ask(HUNT, c.Move(now(), "none", "ann", 1, 0), "ann", "c1", trace="")
            refusal = owners.carry_out(step).refusal
            assert refusal is not None
            assert refusal.reason == "unknown_hunt"

    @pytest.mark.parametrize("game", ["hunt", "a-newer-game"])
    def test_that_is_none_of_the_game_is_a_fault_of_its_own(self, game: str) -> None:
        with served(InMemoryJournal()) as parts:
            connection = Connection(parts.own.address, parts.own.key)
            answer = connection.call(lambda n: Carry(n, game, b"junk", "ann", "c1", "", False))
            assert isinstance(answer.result(60), Failed)
            connection.close()
            assert len(parts.faults) == 1


class AskingApplication(GatewayApplication):
    """A gateway's, which has its hunts carried out."""

    def __init__(self, owners: SlotOwners) -> None:
        super().__init__()
        self.asked = owners

    @property
    def owners(self) -> SlotOwners:
        return self.asked


class TestGateway:
    def test_answers_what_owners_carried_out_whether_it_knew_them_or_not(self) -> None:
        async def story(owners: SlotOwners) -> None:
            async with home(AskingApplication(owners)) as host:
                for name in ("ann", "bob"):
                    peer = await host.open(name)
                    joined = await peer.ask("hunt.join", room="h")
                    assert joined["type"] == "done"
                assert host.parts.faults == []

        with served(InMemoryJournal()) as parts, asking(parts) as owners, asking(parts) as planner:
            planner.carry_out(ask(HUNT, plan_of("h"), "operator", "c1", trace=""))
            told(partial(story, owners))


class HeldOwners(SlotOwners):
    """Tells no answer before `let_go`; `begun` has the players whose commands were sent."""

    def __init__(self, parts: OwnerApplication) -> None:
        addresses, commands = Addresses(parts.store, monotonic), CommandCodec(parts.games)
        super().__init__(addresses, parts.codec, commands, monotonic, pause)
        self.begun: list[str] = []
        self._held: list[tuple[Future[AnyAnswer], Future[AnyAnswer]]] = []

    def begin(self, asked: CommandRequest) -> Future[AnyAnswer] | None:
        answer, heard = super().begin(asked), Future[AnyAnswer]()
        if answer is None:
            return None
        self._held.append((answer, heard))
        self.begun.append(asked.by)
        return heard

    def let_go(self) -> None:
        held, self._held = self._held, []
        for answer, heard in held:
            heard.set_result(answer.result(60))


class TestOneStream:
    def test_has_commands_of_several_players_at_its_owner_and_one_of_each(self) -> None:
        async def story(owners: HeldOwners) -> None:
            async with home(AskingApplication(owners)) as host:
                ann, bob, cid = [await host.open(name) for name in ("ann", "bob", "cid")]
                for peer, frame in ((ann, "a1"), (bob, "b1"), (bob, "b2"), (cid, "c1")):
                    peer.say("match.join", frame, room="m")
                    await peer.ask("ping")
                assert owners.begun == ["p-ann"]
                owners.let_go()
                await eventually(lambda: len(owners.begun) > 1)
                assert owners.begun == ["p-ann", "p-bob"]
                owners.let_go()
                await eventually(lambda: len(owners.begun) == 4)
                owners.let_go()
                joined = await cid.wait(lambda frame: frame["id"] == "c1")
                assert joined["type"] == "done"
                assert owners.begun[2:] == ["p-bob", "p-cid"]
                assert host.parts.faults == []

        with served(InMemoryJournal()) as parts, closing(HeldOwners(parts)) as owners:
            opened = OpenMatch(START, "m", 7, Plan("at_once", 3))
            owners.carry_out(ask(MATCH, opened, "operator", "c1", trace=""))
            told(partial(story, owners))


class TestNobody:
    def test_owns_slots_and_the_refusal_has_a_name(self) -> None:
        with pytest.raises(NoOwner, match="no process"):
            Addresses(InMemoryJournal(), monotonic).of(slot_of("hunt/h"))

    def test_listens_there(self) -> None:
        with pytest.raises(ConnectionLost, match="nobody listens"):
            Connection("127.0.0.1:1", b"key")
