"""A battle that ended, its players' rewards, and processes that die while they pay them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from functions.queues import payouts
from functions.streams import reward
from shared.application.economy.ports import Economy, EconomyUnavailable, Request, Results
from shared.application.economy.reward_room import QUEUE
from shared.economy.commands import EconomyCommand, Transfer
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import EndBattle, JoinBattle
from shared.runtime.once import once
from tests.economy.bank import Bank, new_name, sent
from tests.functions.battle_application import (
    BATTLE,
    PLAYERS,
    BattleApplication,
    Response,
    Shard,
    change,
    message,
)

DONE: Response = {"batchItemFailures": []}


class Killed(BaseException):
    """The end of a process: nothing in it can catch this."""


class Moody:
    """Carries commands out; each mood of the list is met once, after `None` without one."""

    def __init__(self, economy: Economy) -> None:
        self.moods: list[str | None] = []
        self.asked: list[int] = []
        self._economy = economy

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        with self._meet(1):
            return self._economy.perform(request, command)

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        self.asked.append(len(transfers))
        with self._meet(len(transfers)):
            self._economy.transfer_each(scope, transfers, now)

    @contextmanager
    def _meet(self, commands: int) -> Iterator[None]:
        """What one command meets, all do that share its transaction."""
        mood = None
        while self.moods and commands and mood is None:
            mood, commands = self.moods.pop(0), commands - 1
        if mood == "away":
            raise EconomyUnavailable
        if mood == "dies before":
            raise Killed
        sent.count = 0
        yield
        if mood == "dies after":
            raise Killed
        if mood == "answer lost":
            raise EconomyUnavailable


class Payday(BattleApplication):
    """Players' ids are made anew for each battle, so that tests share a database."""

    def __init__(self, bank: Bank) -> None:
        super().__init__()
        self.bank = bank
        self.moody = Moody(bank.economy)
        self.run_id = new_name()
        self.tried = 0

    @once
    def economy(self) -> Moody:
        return self.moody

    def player(self, name: str) -> str:
        return f"{name}-{self.run_id}"

    def join(self, *names: str, player_id: str = "") -> None:
        now = self.tick()
        for name in names:
            who = player_id or self.player(name)
            command = JoinBattle(now, BATTLE, name, who)
            self.handle(CODE_BATTLE, command, by=who, command_id=f"join-{name}")

    def end(self) -> Shard:
        """End the battle, and return the shard that has all its commits."""
        self.time.pass_seconds(timedelta(minutes=10).total_seconds())
        self.run(EndBattle(self.time.now, BATTLE), "end")
        return Shard(map(change, self.commits()))

    def consume(self, shard: Shard, **how: Any) -> bool:
        return shard.deliver(partial(reward.consume, self), **how)

    def pay(self, body: str) -> bool:
        """Let a worker have one message; False where it must be delivered again."""
        self.tried += 1
        try:
            return payouts.work(self, message(body, tried=self.tried)) == DONE
        except Killed:
            return False

    def work(self) -> None:
        """Let workers have what is due, and have again what failed, until there is nothing left."""
        waiting: list[str] = []
        for _ in range(100):
            self.time.pass_seconds(30)
            waiting = [body for body in waiting + self.queues.take(QUEUE) if not self.pay(body)]
            if not waiting and not self.queues.waiting(QUEUE):
                return
        raise AssertionError("the queue never runs dry")

    def coins(self, *names: str) -> list[int]:
        return [self.balance(self.player(name)) for name in names or PLAYERS]

    def balance(self, player_id: str) -> int:
        return sum(each.balance for each in self.bank.accounts(player_id))
