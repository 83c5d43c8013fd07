"""A gateway is killed under a crowd: all are back on the next one, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from functools import partial

import pytest

from client.connection import Connection
from client.events import Event
from client.games.codebattle import CodeBattle
from client.phases import Link
from client.requests import Outcome
from localstack.stage import Stage
from shared.games.codebattle.streams import participant_stream
from shared.kernel.players import Identity
from tests.e2e.driver import Site, unique
from tests.e2e.homes import ON_GATEWAY
from tests.e2e.many import Backdoor, identities

pytestmark = [pytest.mark.stage, ON_GATEWAY]

PLAYERS = 200
PATIENCE = 240.0


class Fan:
    """A player with the client's own connection, who answers a question while nobody is there."""

    def __init__(self, door: Backdoor, who: Identity, battle: str) -> None:
        self.who = who
        self.links: list[str] = []
        self.offsets: list[int] = []
        self._told = asyncio.Event()
        self._game = Connection(partial(door.ticket_url, who))
        self._battle = CodeBattle(self._game, battle)

    async def play(self, ready: asyncio.Barrier, answered: asyncio.Barrier) -> Outcome:
        """Return what came of the answer, when all have theirs and are connected again."""
        async with self._game:
            watching = asyncio.create_task(self._watch())
            await self._battle.join()
            await self._game.subscribe(self._battle.own(self.who.username))
            await ready.wait()
            outcome = await self._answer()
            await self._told.wait()
            await answered.wait()
            await self._game.ping()
            await answered.wait()
            watching.cancel()
        return outcome

    async def _answer(self) -> Outcome:
        """A repeat under the same id is the same answer."""
        while True:
            with suppress(TimeoutError):
                return await self._game.command(
                    "codebattle.answer",
                    room=self._battle.room,
                    question="q1",
                    answer="2",
                    id="the-answer",
                )

    async def _watch(self) -> None:
        async for event in self._game.events():
            match event:
                case Link():
                    self.links.append(event.state)
                case Event() if event.name != "snapshot":
                    self.offsets.append(event.offset)
                    self._told.set()


class TestKill:
    def test_under_a_crowd_loses_no_login_and_no_message(self, site: Site, stage: Stage) -> None:
        door, battle = Backdoor(stage), site.schedule()
        fans = [Fan(door, who, battle) for who in identities(unique("fan"), PLAYERS)]

        async def story() -> list[Outcome]:
            ready, answered = asyncio.Barrier(PLAYERS + 1), asyncio.Barrier(PLAYERS)
            async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
                tasks = [group.create_task(fan.play(ready, answered)) for fan in fans]
                await ready.wait()
                await asyncio.to_thread(stage.kill_gateway)
                await asyncio.to_thread(stage.start_gateway)
            return [task.result() for task in tasks]

        outcomes = asyncio.run(story())
        assert not any(outcome.accepted for outcome in outcomes)
        for fan in fans:
            stream = participant_stream(battle, fan.who.username)
            commits = list(door.log.read(stream))
            facts = Counter(type(fact).__name__ for commit in commits for fact in commit.facts)
            assert facts == {"ParticipantJoined": 1, "QuestionSolved": 1}
            assert fan.offsets[-1] == len(commits)
            assert len(fan.offsets) == len(set(fan.offsets))
            assert fan.links[-1] == "resumed"
            assert not {"superseded", "closed"} & set(fan.links)
