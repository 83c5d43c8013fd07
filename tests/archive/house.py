"""Players with rows in a real PostgreSQL, an archive, and workers that die at any step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, LiteralString

import psycopg
from msgspec.structs import replace

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.adapters.postgres.players import PostgresPlayers
from shared.adapters.postgres.pool import Pool
from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.ports import Objects, PlayerStore, Reading
from shared.application.ports import Unavailable
from shared.archive.snapshot import canonical, digest
from shared.archive.tiers import Header, Policy, move
from shared.economy.commands import Equip, Give, Grant
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, new_name, pay
from tests.memory import Clock


class Killed(BaseException):
    """A process ends here, whatever it wanted to do."""


class Mortal:
    """Counts calls; dies before or after the one of that number: at each there are two moments."""

    def __init__(self, inner: object, house: House) -> None:
        self._inner = inner
        self._house = house

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def call(*args: Any, **named: Any) -> Any:
            self._house.step()
            if name in self._house.away:
                self._house.turned_away.append(name)
                raise Unavailable(name)
            result = method(*args, **named)
            self._house.step()
            return result

        return call


class House:
    """The ports of the player archive, over a bank."""

    def __init__(self, bank: Bank, url: str) -> None:
        self.bank = bank
        self.url = url
        self.time = Clock()
        self.time.now = NOON
        self.pool = Pool(url, 16)
        self.store = PostgresPlayers(self.pool)
        self.objects = InMemoryPlayerObjects()
        self.player_store: PlayerStore = Mortal(self.store, self)
        self.player_objects: Objects = Mortal(self.objects, self)
        self.coordination = InMemoryCoordination(self.time.monotonic)
        self.tier_policy = Policy(cold_after=timedelta(days=30))
        self.faults: list[Exception] = []
        self.counted: dict[str, float] = {}
        self.dies_at: int | None = None
        self.steps = 0
        self.away: set[str] = set()
        self.turned_away: list[str] = []

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.time

    @property
    def queues(self) -> Any:
        raise AssertionError("the archive needs no queue")

    @property
    def views(self) -> Any:
        raise AssertionError("the archive needs no view")

    def on_fault(self, fault: Exception) -> None:
        self.faults.append(fault)

    def count_archived(self, name: str, value: float) -> None:
        self.counted[name] = self.counted.get(name, 0) + value

    def step(self) -> None:
        self.steps += 1
        if self.dies_at is not None and self.steps > self.dies_at:
            self.dies_at = None
            raise Killed

    def alive(self, work: Callable[[], object], dies_at: int | None = None) -> bool:
        """Do some work; say whether its process lived to the end."""
        self.steps, self.dies_at = 0, dies_at
        try:
            work()
        except Killed:
            return False
        finally:
            self.dies_at = None
        return True

    def text(self, player: str) -> bytes:
        """All that a player has, as one text."""
        return canonical(player, self.reading(player).sections)

    def reading(self, player: str) -> Reading:
        return self.store.read([self.header(player)])[player]

    def header(self, player: str) -> Header:
        header = self.store.find(player)
        assert header is not None
        return header

    def player(self, gold: int = 100, arrows: int = 7) -> str:
        """A player who is here, with money, things and a past with others."""
        name, other = self.bank.player(gold), self.bank.player(10)
        welcome(self, name)
        self.bank.do(pay(name, other, 1))
        self.bank.do(pay("$issuance/3", name, 5, "gems"))
        sword = new_name()
        self.bank.do(Grant(name, (Thing("arrow", arrows), Thing("sword", id=sword))))
        self.bank.do(Equip(name, sword))
        self.bank.do(Give(name, other, (Thing("arrow", 2),)))
        return name

    def as_owner(self, statement: LiteralString, *arguments: object) -> None:
        """Do what no role of the product may."""
        with psycopg.connect(self.url.replace("//rumpus@", "//postgres@")) as connection:
            connection.execute(statement, arguments)

    def freezing(self, player: str) -> Header:
        """Begin to freeze a player, as a worker does."""
        header = self.header(player)
        begun = move(header, "freezing", self.time.now + timedelta(minutes=10))
        assert self.store.advance([(header, begun)])
        return replace(begun, version=header.version + 1)


def store_as(house: House, player: str, body: bytes) -> None:
    """Have the archive, and the header too, know another object: nobody else could do both."""
    house.objects.kept[player] = body
    house.as_owner(
        "UPDATE archive.players SET object = jsonb_set(object, '{sha256}', to_jsonb(%s::text))"
        " WHERE player = %s",
        digest(body),
        player,
    )
    forget_mark(house, player)
