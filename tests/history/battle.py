"""Plays one battle under faults, waits until all is quiet, and returns its history."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from random import Random

import httpx
from msgspec import Struct

from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, Site, unique
from tests.e2e.homes import DEDICATED, SERVERLESS
from tests.e2e.purse import Mint
from tests.history import stores
from tests.history.actor import Actor, Arena
from tests.history.channels import points
from tests.history.faults import Planned, inject
from tests.history.record import Commit, Fault, History
from tests.history.recorder import Recorder
from tests.history.sockets import Login

GOLD = 100
ARROWS = 10
RULES = {"arrows_at_start": 1000, "shields_at_start": 2, "shield_every": 2, "arrow_every": 0}
POLL = 0.5
PATIENCE = 180.0
"""Seconds in which what must come has come, however busy the machine is."""


class Plan(Struct, frozen=True):
    """What is drawn from `seed` is what players do and how often they say it, not when."""

    seed: int
    players: int = 4
    acts: int = 15
    """Of each player once the faults are over, before which they act all the time."""
    faults: tuple[Planned, ...] = ()
    ends_early: bool = False
    """An operator ends the battle after the faults; all go on as if they had not heard of it."""


class Table:
    """A battle, its players, and who writes down what they do."""

    def __init__(self, site: Site, stage: Stage, plan: Plan) -> None:
        self.site = site
        self.stage = stage
        self.plan = plan
        self.recorder = Recorder()
        now = datetime.now(UTC)  # noqa: TID251 - an operator's clock
        self.ends_at = now + timedelta(hours=1)
        self.arena = Arena(site.schedule(rules=RULES, ends_at=self.ends_at.isoformat()))
        self.actors: list[Actor] = []

    def invite(self, http: httpx.AsyncClient) -> None:
        """Sign the players up, and give each some money and arrows to sell."""
        mint = Mint(self.site)
        mint.open()
        homes = {SERVERLESS: self.stage.ws_url, DEDICATED: self.stage.gateway_url}
        for number in range(self.plan.players):
            chance = Random(f"{self.plan.seed}/{number}")  # noqa: S311 - a game, not a secret
            player = self.site.sign_up()
            mint.give(player, GOLD, [{"item": "arrow", "amount": ARROWS}])
            self.arena.players[player.name] = player.player_id
            login = Login(http, player.name, player.token, homes)
            actor = Actor(login, self.arena, self.recorder, chance)
            self.actors.append(actor)

    def logs(self) -> dict[str, tuple[Commit, ...]]:
        return stores.logs(self.stage, self.arena.battle, list(self.arena.players))

    def board(self) -> dict[str, int]:
        """What HTTP answers; nothing while the store of boards is away."""
        answer = self.site.operate(
            "GET", f"/v1/rooms/codebattle/{self.arena.battle}/board/top?count=100"
        )
        rows = answer.json()["entries"] if answer.is_success else []
        return {row["member"]: row["points"] for row in rows}

    def told(self, name: str, over: bool) -> None:
        self.recorder.write(Fault, name, over)

    def end(self) -> None:
        """End the battle early; from the time that is told nothing more may happen."""
        frame = {"type": "codebattle.end", "id": unique("end"), "room": self.arena.battle}
        answer = self.site.operate("POST", "/v1/commands", frame)
        assert answer.is_success, answer.text
        room = self.site.operate("GET", f"/v1/rooms/codebattle/{self.arena.battle}").json()
        self.ends_at = datetime.fromisoformat(room["ends_at"])

    def history(self) -> History:
        """Return all that was written down, and what the stores hold now."""
        names = {each: name for name, each in self.arena.players.items()}
        minted = GOLD * len(self.arena.players)
        logs, board = self.logs(), self.board()
        ledger = stores.ledger(self.stage, minted, names)
        return History(
            self.plan.seed,
            self.arena.battle,
            self.ends_at,
            tuple(self.arena.players),
            tuple(self.recorder.records),
            logs,
            board,
            ledger,
        )


def play(site: Site, stage: Stage, plan: Plan) -> History:
    """Play and return the history; what does not come to rest in time is for the rules to tell."""
    return asyncio.run(_play(Table(site, stage, plan)))


async def _play(table: Table) -> History:
    url = table.site.url
    async with httpx.AsyncClient(base_url=url, timeout=DEADLINE, trust_env=False) as http:
        await asyncio.to_thread(table.invite, http)
        async with _connected(table.actors):
            await _act(table)
            await _rest(table)
            return await asyncio.to_thread(table.history)


@asynccontextmanager
async def _connected(actors: list[Actor]) -> AsyncIterator[None]:
    keeping = [asyncio.create_task(each.sockets.keep()) for each in actors]
    try:
        yield
    finally:
        for each in keeping:
            each.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        for actor in actors:
            await actor.sockets.close()


async def _act(table: Table) -> None:
    """Let all act until the faults are over, and then as often as planned, or for `PATIENCE`."""
    over, stop = asyncio.Event(), threading.Event()
    try:
        with suppress(TimeoutError):  # somebody is never answered, which is a rule's to tell
            async with asyncio.timeout(None) as limit, asyncio.TaskGroup() as acting:
                for each in table.actors:
                    acting.create_task(each.run(table.plan.acts, over))
                await asyncio.to_thread(inject, table.stage, table.plan.faults, table.told, stop)
                limit.reschedule(asyncio.get_running_loop().time() + PATIENCE)
                if table.plan.ends_early:
                    await _end(table)
                over.set()
    finally:
        stop.set()


async def _end(table: Table) -> None:
    """End the battle once all have acted as often as planned; return when it is over."""
    while any(each.acted < table.plan.acts for each in table.actors):  # noqa: ASYNC110 - a count
        await asyncio.sleep(POLL)
    await asyncio.to_thread(table.end)
    left = table.ends_at - datetime.now(UTC)  # noqa: TID251 - an operator's clock
    await asyncio.sleep(max(0.0, left.total_seconds()))


async def _rest(table: Table) -> None:
    """Wait until everything has an outcome and everybody has seen it, or for `PATIENCE`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(each.settle() for each in table.actors))
            while not await _quiet(table):  # noqa: ASYNC110 - the stores tell nobody
                await asyncio.sleep(POLL)


async def _quiet(table: Table) -> bool:
    for each in table.actors:
        await each.sockets.ping_older()
    logs = await asyncio.to_thread(table.logs)
    wanted = {name: points(commits) for name, commits in logs.items() if commits}
    return all(
        each.reached == len(logs[each.name]) and each.board == wanted and not each.sockets.older
        for each in table.actors
    ) and wanted == await asyncio.to_thread(table.board)
