"""Random players whose objects are of every schema that was ever written: bytes go and come back.

Each older schema is made of the newer one. What an older one had no place for is lost by that, and
is empty after it.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import pytest

from shared.adapters.postgres.profiles import PostgresProfiles
from shared.application.archive.arrive import welcome
from shared.application.archive.freeze import finish, send
from shared.application.archive.thaw import restore
from shared.application.economy.note_games import Played, Rated
from shared.archive.snapshot import SCHEMA, Sections, canonical, digest, lifted, packed, unpacked
from shared.economy.commands import Equip, Give, Grant, Hold, Release
from shared.economy.things import Thing
from tests.archive.house import House, store_as
from tests.economy.bank import GOLD, NOON, audited, new_name, pay

TRIPS = int(os.environ.get("RUMPUS_ROUND_TRIPS", "80"))
"""Players times schemas, through the real database; 1,000 take some minutes."""

PLAYERS = TRIPS // SCHEMA
RANDOM = 1_000
BATCH = 20
SEED = 16


def _without_ratings(sections: Sections) -> Sections:
    return {name: each for name, each in sections.items() if name != "ratings"}


def _flat(sections: Sections) -> Sections:
    rest = {name: each for name, each in sections.items() if name != "profile"}
    return rest | {**sections["profile"]}


def _without_holds(sections: Sections) -> Sections:
    wallet = {name: each for name, each in sections["wallet"].items() if name != "holds"}
    return sections | {"wallet": wallet, "friends": [_listed(each) for each in sections["friends"]]}


def _listed(pair: Mapping[str, Any]) -> dict[str, Any]:
    sides = ("low", "high")
    rest = {name: each for name, each in pair.items() if not name.endswith("_blocks")}
    return rest | {"blocked": [pair[side] for side in sides if pair[f"{side}_blocks"]]}


DOWN: Mapping[int, Callable[[Sections], Sections]] = {
    4: _without_ratings,
    3: _flat,
    2: _without_holds,
}
"""From a schema to the one before."""


def lowered(sections: Sections, schema: int) -> Sections:
    for version in range(SCHEMA, schema, -1):
        sections = DOWN[version](sections)
    return sections


def kept(sections: Sections, schema: int) -> Sections:
    """Return what is left of a player of today who was stored in an older schema."""
    ratings = sections["ratings"] if schema >= 4 else []
    holds = sections["wallet"]["holds"] if schema >= 2 else []
    return sections | {"ratings": ratings, "wallet": sections["wallet"] | {"holds": holds}}


class Crowd:
    """Players with random pasts, each of whom has one other of them in a list of friends."""

    def __init__(self, house: House, size: int, random: Random) -> None:
        self.house, self.random = house, random
        self.profiles = PostgresProfiles(house.pool)
        self.players = [self._player() for _ in range(size)]
        for one, two in zip(self.players[::2], self.players[1::2], strict=True):
            self._pair(*sorted((one, two)))

    def _player(self) -> str:
        random, bank = self.random, self.house.bank
        name, other = bank.player(random.randrange(10, 10_000)), bank.player(10)
        welcome(self.house, name)
        for _ in range(random.randrange(4)):
            bank.do(pay("$issuance/3", name, random.randrange(1, 500), "gems"))
        for _ in range(random.randrange(3)):
            hold = bank.do(Hold(name, GOLD, random.randrange(1, 5)))
            bank.do(Release(hold["hold"]))
        sword = new_name()
        bank.do(Grant(name, (Thing("arrow", random.randrange(3, 90)), Thing("sword", id=sword))))
        if random.random() < 0.5:
            bank.do(Equip(name, sword))
        if random.random() < 0.5:
            bank.do(Give(name, other, (Thing("arrow", 2),)))
        self._past(name)
        return name

    def _past(self, name: str) -> None:
        random = self.random
        rooms = [f"match/{new_name()}" for _ in range(random.randrange(5))]
        self.profiles.note(
            [Played(name, "match", each, NOON, random.randrange(20)) for each in rooms]
        )
        for mode in range(random.randrange(3)):
            mu, sigma = random.gauss(25, 8), random.random() * 8
            season = f"ladder/match-{mode}v{mode}-2026q1"
            self.profiles.note_rating(Rated(name, season, 3, mu, sigma, 12, 7, NOON))

    def _pair(self, low: str, high: str) -> None:
        self.house.as_owner(
            "INSERT INTO social.pairs (low, high, state, asked, low_blocks, high_blocks, at)"
            " VALUES (%s, %s, 'none', '', %s, %s, %s)",
            low,
            high,
            *(self.random.random() < 0.5 for _ in "lh"),
            NOON,
        )

    def freeze(self) -> None:
        """Archive all, as the hourly pass does."""
        for at in range(0, len(self.players), BATCH):
            some = [self.house.freezing(each) for each in self.players[at : at + BATCH]]
            found = finish(self.house, send(self.house, some, lambda _: False))
            assert set(found.values()) == {"archived"}

    def thaw(self) -> None:
        for each in self.players:
            assert restore(self.house, each) == "hot"

    def objects(self) -> Mapping[str, bytes]:
        return {each: self.house.objects.kept[each] for each in self.players}


def sections_in(objects: Mapping[str, bytes]) -> Mapping[str, Sections]:
    return {name: unpacked(name, body, digest(body)) for name, body in objects.items()}


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def test_a_player_of_any_schema_is_stored_again_as_the_same_bytes(house: House) -> None:
    crowd = Crowd(house, PLAYERS, Random(SEED))  # noqa: S311 - no secret
    crowd.freeze()
    all_of = sections_in(crowd.objects())
    for schema in range(SCHEMA, 0, -1):
        all_of = {name: kept(each, schema) for name, each in all_of.items()}
        for name, each in all_of.items():
            text = canonical(name, lowered(each, schema), schema)
            store_as(house, name, gzip.compress(text, mtime=0))
        house.as_owner("DELETE FROM social.pairs")  # blocks stay: let objects alone know of them
        crowd.thaw()
        crowd.freeze()
        assert crowd.objects() == {name: packed(name, each) for name, each in all_of.items()}
    assert audited(house.url) == []


def made_up(random: Random) -> Sections:
    """Return sections as today's code writes them, with more of each kind than a test plays."""

    def rows(names: Sequence[str]) -> list[dict[str, int]]:
        return [
            {each: random.getrandbits(40) for each in names} for _ in range(random.randrange(5))
        ]

    pairs = [
        each | {f"{side}_blocks": random.random() < 0.5 for side in ("low", "high")}
        for each in rows(("low", "high", "at"))
    ]
    return {
        "friends": pairs,
        "inventory": {"stacks": rows(("item", "amount")), "uniques": rows(("id",))},
        "profile": {"stats": rows(("game", "rooms")), "games": rows(("room", "reward"))},
        "ratings": rows(("season", "mu", "sigma")),
        "wallet": {each: rows(("id", "amount")) for each in ("accounts", "entries", "holds")},
    }


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
def test_what_an_older_schema_says_is_neither_lost_nor_mixed_up(schema: int) -> None:
    random = Random(SEED)  # noqa: S311 - no secret
    for _ in range(RANDOM):
        made = made_up(random)
        assert lifted(lowered(made, schema), schema) == kept(made, schema)
