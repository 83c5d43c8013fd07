"""Cached values about matchmaking: one for each waiting player, offer and match under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

from msgspec import Struct
from msgspec.json import Decoder, encode

from shared.kernel.rating import Rating

type Names = tuple[tuple[str, ...], ...]
"""The usernames of each team."""

ABSENT = b""
"""In `needs`, stands for a value that must be absent."""


class Waiting(Struct, frozen=True, array_like=True):
    """A waiting player: with whom, since when (in seconds), and its rating at that time.

    Repeating that it waits changes nothing in it, so a match is made of exactly the value that was
    read, or not at all.
    """

    queue: str
    region: str
    party: tuple[str, ...]
    born: float
    rating: Rating = Rating()

    def is_for(self, queue: str, region: str, party: tuple[str, ...]) -> bool:
        return (self.queue, self.region, self.party) == (queue, region, party)


class Offer(Struct, frozen=True, array_like=True):
    """A match that all its players must accept until a time."""

    id: str
    teams: Names
    until: float
    queue: str = ""
    region: str = ""

    @property
    def players(self) -> list[str]:
        return [who for team in self.teams for who in team]


class Found(Struct, frozen=True, array_like=True):
    """The match of a player and its room's id; told until a time, because answers get lost.

    If the player `fills` a place, the room exists before the player has a part in it.
    """

    room: str
    until: float
    fills: bool = False


class Place(Struct, frozen=True, array_like=True):
    """An empty place of a match, for a waiting player to take until a time.

    `at` names the effect that asked: a stream, a position, the index of the effect. `mu` is the
    rating of the player that left, `even` the rating that would make the teams even. `players` are
    or were in the match. The player chosen for it has a `ticket` until it is seated, and is told of
    the match until that time.
    """

    at: tuple[str, int, int]
    queue: str
    region: str
    mu: float
    even: float
    players: tuple[str, ...]
    born: float
    until: float
    username: str = ""
    ticket: Waiting | None = None


class Everybody(Struct, frozen=True):
    """All values of a game.

    `seen` is when each waiting player last said so. `accepted` holds `{offer}:{username}`.
    `opening` are matches whose room may not exist yet. `places` are empty ones, by the stream of
    their match. `unreadable` are names of values that another version has written.
    """

    waiting: dict[str, Waiting]
    seen: dict[str, float]
    offers: dict[str, Offer]
    accepted: set[str]
    opening: dict[str, Offer]
    found: dict[str, Found]
    places: dict[str, Place]
    unreadable: list[str]


_WAITING, _OFFER, _FOUND = Decoder(Waiting), Decoder(Offer), Decoder(Found)
_PLACE = Decoder(Place)

_KINDS: Mapping[str, tuple[str, Callable[[bytes], object]]] = {
    "ticket": ("waiting", _WAITING.decode),
    "seen": ("seen", float),
    "offer": ("offers", _OFFER.decode),
    "opening": ("opening", _OFFER.decode),
    "found": ("found", _FOUND.decode),
    "place": ("places", _PLACE.decode),
}
"""For each prefix of value names: the field of `Everybody`, and the function that reads it."""

pack = encode


def waiting(username: str) -> str:
    return f"ticket:{username}"


def seen(username: str) -> str:
    """Name the value of when a player last said that it waits."""
    return f"seen:{username}"


def offered(username: str) -> str:
    """Name the value of a player's offer."""
    return f"offered:{username}"


def found(username: str) -> str:
    return f"found:{username}"


def offer(offer_id: str) -> str:
    return f"offer:{offer_id}"


def answer(offer_id: str, username: str) -> str:
    return f"answer:{offer_id}:{username}"


def place(stream: str) -> str:
    return f"place:{stream}"


def opening(offer_id: str) -> str:
    return f"opening:{offer_id}"


def id_of(parties: Iterable[Waiting]) -> str:
    """Name a match by its parties and their starts, so that making it again gives the same id."""
    told = sorted({(each.party, round(each.born * 1000)) for each in parties})
    return blake2b(encode(told), digest_size=10).hexdigest()


def read_waiting(value: bytes | None) -> Waiting | None:
    return None if value is None else _WAITING.decode(value)


def read_offer(value: bytes | None) -> Offer | None:
    return None if value is None else _OFFER.decode(value)


def read_found(value: bytes | None) -> Found | None:
    return None if value is None else _FOUND.decode(value)


def sorted_out(values: Mapping[str, bytes]) -> Everybody:
    """Return the values sorted by kind."""
    all_of = Everybody({}, {}, {}, set(), {}, {}, {}, [])
    for name, value in values.items():
        kind, _, rest = name.partition(":")
        if kind in _KINDS:
            field, read = _KINDS[kind]
            try:
                getattr(all_of, field)[rest] = read(value)
            except ValueError:
                all_of.unreadable.append(name)
        elif kind == "answer" and value == b"true":
            all_of.accepted.add(rest)
    return all_of
