"""Commands of many players at once: each has one end, and nobody waits for a stranger."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from typing import NoReturn

from msgspec.structs import replace

from functions.queues import deferred
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.ports import StreamMoved
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.kernel.games import Games
from shared.runtime.once import once
from tests.codec import CODEC
from tests.functions.api_gateway import BATTLE, private
from tests.functions.battle_application import message
from tests.functions.gateway.loopback import Peer, beside, eventually, home, schedule, told
from tests.gateway_host import GatewayApplication
from tests.memory import START

CROWD = 500
PILE = "pile"
DONE: dict[str, list[dict[str, str]]] = {"batchItemFailures": []}


class WatchedLog(InMemoryLog):
    """Answers while `open`; counts the appends that came too late, and what each append has."""

    def __init__(self) -> None:
        super().__init__(CODEC)
        self.open = Event()
        self.open.set()
        self.moved = 0
        self.sizes: list[int] = []

    def append(self, *commits: Commit) -> None:
        self.sizes.append(len(commits))
        assert self.open.wait(60)
        try:
            super().append(*commits)
        except StreamMoved:
            self.moved += 1
            raise


class ContendedLog(InMemoryLog):
    """Somebody else is always faster at two streams at once, while `contended`."""

    contended = False

    def append(self, *commits: Commit) -> None:
        if self.contended and len(commits) > 1:
            raise StreamMoved(*(each.stream for each in commits))
        super().append(*commits)


class ContendedApplication(GatewayApplication):
    @once
    def log(self) -> ContendedLog:
        return ContendedLog(CODEC)


class WatchedApplication(GatewayApplication):
    @once
    def log(self) -> WatchedLog:
        return WatchedLog()


def watched() -> WatchedApplication:
    parts = WatchedApplication()
    schedule(parts)
    return parts


def pile(parts: WatchedApplication, crowd: Sequence[str]) -> None:
    """A battle in which one has points for all the arrows of a crowd."""
    ends_at = START + timedelta(hours=1)
    question = Question("q", "?", ("!",), points=CROWD)
    rules = Rules(shields_at_start=0, shield_every=0)
    plan = ScheduleBattle(START, PILE, "A pile", START, ends_at, (question,), rules)
    parts.handle(CODE_BATTLE, plan, by="op", command_id="schedule-pile")
    for name in ("target", *crowd):
        parts.handle(
            CODE_BATTLE,
            JoinBattle(START, PILE, name, f"p-{name}"),
            by=f"p-{name}",
            command_id="join",
        )
    answer = Answer(START, PILE, "target", "q", "!")
    parts.handle(CODE_BATTLE, answer, by="p-target", command_id="answer")


class TestPileOn:
    def test_of_500_attackers_finishes_each_once_and_none_tries_again(self) -> None:
        async def story() -> None:
            crowd = [f"attacker-{number}" for number in range(CROWD)]
            parts = watched()
            pile(parts, crowd)
            async with home(parts) as host:
                target = await host.open("target")
                await target.ask("subscribe", channel=f"codebattle/{PILE}/player/target@target")
                attackers = [await host.open(name) for name in crowd]
                for each in attackers:
                    each.say("codebattle.attack", "shot", room=PILE, target="target")
                    each.say("codebattle.attack", "shot", room=PILE, target="target")
                ends = Counter([await outcome(each, 2) for each in attackers])
                assert ends == {("done", "done"): CROWD}
                await target.wait(lambda each: each.get("offset") == 2 + CROWD)
                assert target.offsets() == list(range(2, 3 + CROWD))
                stream = participant_stream(PILE, "target")
                shooters = [each.by for each in parts.log.read(stream, after=2)]
                assert sorted(shooters) == sorted(f"p-{name}" for name in crowd)
                assert (parts.log.moved, parts.faults) == (0, [])

        told(story, 30)


class TestOneStream:
    def test_is_written_to_at_once_by_all_who_came_meanwhile(self) -> None:
        async def story() -> None:
            parts = watched()
            async with home(parts) as host:
                ann = await host.player("ann")
                await ann.ask("subscribe", channel=private("ann"))
                parts.log.sizes.clear()
                parts.log.open.clear()
                ann.say("codebattle.answer", "a1", room=BATTLE, question="q1", answer="!")
                await eventually(lambda: parts.log.sizes == [1])
                for number in (2, 3, 4, 5):
                    answer = {"room": BATTLE, "question": f"q{number}", "answer": "!"}
                    ann.say("codebattle.answer", f"a{number}", **answer)
                await ann.ask("ping")
                parts.log.open.set()
                done = [await ann.wait(lambda each: each["type"] == "done") for _ in range(5)]
                assert [each["id"] for each in done] == ["a1", "a2", "a3", "a4", "a5"]
                assert parts.log.sizes == [1, 4]
                assert ann.offsets() == [1, 2, 3, 4, 5, 6]
                assert (parts.log.moved, parts.faults) == (0, [])

        told(story)


class HidingApplication(GatewayApplication):
    """Its game does not say who may see a stream."""

    @once
    def games(self) -> Games:
        def audience(_: object) -> NoReturn:
            raise ZeroDivisionError

        return Games(replace(CODE_BATTLE, audience=audience))


class TestGameThatFails:
    def test_to_show_its_facts_keeps_nobody_from_an_answer(self) -> None:
        async def story() -> None:
            parts = HidingApplication()
            schedule(parts)
            parts.faults.clear()
            async with home(parts) as host:
                ann = await host.player("ann")
                for question in ("q1", "q2"):
                    answer = {"room": BATTLE, "question": question, "answer": "!"}
                    assert (await ann.ask("codebattle.answer", **answer))["type"] == "done"
                assert {type(each) for each in parts.faults} == {ZeroDivisionError}

        told(story)


class TestContendedAttack:
    """As in the home of functions: see `test_ws_message.py`."""

    def test_is_accepted_and_carried_out_by_the_queue(self) -> None:
        async def story() -> None:
            parts = ContendedApplication()
            schedule(parts)
            async with home(parts) as host:
                ann, target = await host.player("ann"), await host.player("target")
                await target.ask("codebattle.answer", room=BATTLE, question="q9", answer="!")
                await ann.ask("subscribe", channel=private("ann"))
                parts.log.contended = True
                shot = {"frame_id": "shot", "room": BATTLE, "target": "target"}
                accepted = await ann.ask("codebattle.attack", **shot)
                assert accepted == {"type": "accepted", "id": "shot"}
                parts.log.contended = False
                (body,) = parts.queues.take("deferred")
                assert deferred.work(parts, message(body, event="sqs_fifo")) == DONE
                again = await ann.ask("codebattle.attack", **shot)
                assert (again["type"], again["blocked"]) == ("done", False)
                stream = participant_stream(BATTLE, "ann")
                assert [each.command_id for each in parts.log.latest(stream)][-1:] == ["shot"]

        told(story)

    def test_that_fails_in_the_queue_is_refused_to_who_asks_again(self) -> None:
        async def story() -> None:
            parts = ContendedApplication()
            schedule(parts)
            async with home(parts) as host:
                ann, target = await host.player("ann"), await host.player("target")
                await target.ask("codebattle.answer", room=BATTLE, question="q9", answer="!")
                parts.log.contended = True
                shot = {"frame_id": "shot", "room": BATTLE, "target": "target"}
                assert (await ann.ask("codebattle.attack", **shot))["type"] == "accepted"
                await target.ask("codebattle.leave", room=BATTLE)
                (body,) = parts.queues.take("deferred")
                assert deferred.work(parts, message(body, event="sqs_fifo")) == DONE
                again = await ann.ask("codebattle.attack", **shot)
                assert (again["type"], again["reason"]) == ("refused", "no_target")

        told(story)


async def outcome(peer: Peer, count: int) -> tuple[str, ...]:
    return tuple([(await peer.wait(lambda _: True))["type"] for _ in range(count)])


class TestOverload:
    def test_is_refused_with_a_time_and_what_was_accepted_is_done(self) -> None:
        async def story() -> None:
            parts = watched()
            async with home(parts, commands=4) as host:
                peers = [await host.player(f"player-{number}") for number in range(6)]
                parts.log.open.clear()
                for peer in peers:
                    peer.say("codebattle.answer", "a", room=BATTLE, question="q1", answer="!")
                refused = [await peer.wait(lambda _: True) for peer in peers[4:]]
                assert {(each["code"], each["retry_after"]) for each in refused} == {
                    ("overloaded", 1.0)
                }
                assert (await peers[0].ask("ping"))["type"] == "pong"
                parts.log.open.set()
                done = [await outcome(peer, 1) for peer in peers[:4]]
                assert done == [("done",)] * 4
                again = await peers[5].ask(
                    "codebattle.answer", room=BATTLE, question="q1", answer="!"
                )
                assert again["type"] == "done"

        told(story)

    def test_of_one_stream_is_refused_and_others_are_carried_out(self) -> None:
        async def story() -> None:
            parts = watched()
            async with home(parts, commands_of_stream=2) as host:
                ann, bo = await host.player("ann"), await host.player("bo")
                parts.log.open.clear()
                for question in ("q1", "q2", "q3", "q4", "q5"):
                    ann.say("codebattle.answer", room=BATTLE, question=question, answer="!")
                codes = [(await ann.wait(lambda _: True)).get("code") for _ in range(2)]
                assert codes == ["overloaded"] * 2
                bo.say("codebattle.answer", "b", room=BATTLE, question="q1", answer="!")
                parts.log.open.set()
                assert await outcome(bo, 1) == ("done",)
                assert await outcome(ann, 3) == ("done",) * 3

        told(story)

    def test_forgets_nothing_that_a_leaver_asked_for(self) -> None:
        async def story() -> None:
            parts = watched()
            async with home(parts) as host:
                ann = await host.player("ann")
                parts.log.open.clear()
                ann.say("codebattle.answer", "a", room=BATTLE, question="q9", answer="!")
                assert (await ann.ask("ping"))["type"] == "pong"
                await ann.close()
                parts.log.open.set()
                stream = participant_stream(BATTLE, "ann")
                await eventually(lambda: len(parts.log.latest(stream)) == 2)
                again = await host.open("ann")
                again.say("codebattle.answer", "a", room=BATTLE, question="q9", answer="!")
                done = await again.wait(lambda each: each["id"] == "a")
                assert (done["points"], len(parts.log.latest(stream))) == (9, 2)

        told(story)


class TestTwoHosts:
    def test_that_write_to_one_stream_both_succeed(self) -> None:
        async def story() -> None:
            async with home() as first, beside(first) as second:
                ann, target = await first.player("ann"), await first.player("target")
                bo = await second.player("bo")
                await target.ask("codebattle.answer", room=BATTLE, question="q9", answer="!")
                await target.ask("codebattle.answer", room=BATTLE, question="q8", answer="!")
                await target.ask("subscribe", channel=private("target"))
                for each in (ann, bo) * 8:
                    each.say("codebattle.attack", room=BATTLE, target="target")
                ends = await asyncio.gather(outcome(ann, 8), outcome(bo, 8))
                assert set(ends) == {("done",) * 8}
                await target.wait(lambda each: each.get("offset") == 3 + 16)
                assert target.offsets() == list(range(3, 4 + 16))
                assert first.parts.faults == second.parts.faults == []

        told(story)
