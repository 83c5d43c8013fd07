"""What is kept about those who wait: a value for each player, offer and match under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

from msgspec import Struct
from msgspec.json import Decoder, encode

from shared.kernel.rating import Rating

type Names = tuple[tuple[str, ...], ...]
"""The usernames of each team."""

ABSENT = b""
"""What is needed of a value that must not be there."""


class Waiting(Struct, frozen=True, array_like=True):
    """A player who waits, with whom, since when (in seconds), and how good it was then.

    Saying again that one waits changes nothing of it, so a match is made of the value that was
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
    """A match that all have to accept until a time."""

    id: str
    teams: Names
    until: float
    queue: str = ""
    region: str = ""

    @property
    def players(self) -> list[str]:
        return [who for team in self.teams for who in team]


class Found(Struct, frozen=True, array_like=True):
    """The match of a player, whose room has its id; told until a time, as answers get lost.

    One that the player `fills` has a room before the player has a part in it.
    """

    room: str
    until: float
    fills: bool = False


class Place(Struct, frozen=True, array_like=True):
    """The place of a match that one who waits is to take, until a time.

    `at` names the effect that asked: a stream, a position, which of its effects. `mu` is how good
    the one was who has left, `even` what would make the teams even. `players` are or were in the
    match. Who was taken for it has a `ticket` until it is seated, and is told of the match until
    that time.
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
    """All that is kept of a game.

    `seen` is when each who waits last said so. `accepted` are `{offer}:{username}`. `opening` are
    matches whose room may not be there yet. `places` are empty ones, by the stream of their match.
    `unreadable` are names of values that another version has written.
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
"""How the names of values begin: which field of `Everybody` they are of, and how one is read."""

pack = encode


def waiting(username: str) -> str:
    return f"ticket:{username}"


def seen(username: str) -> str:
    """Name when a player last said that it waits."""
    return f"seen:{username}"


def offered(username: str) -> str:
    """Name the offer that a player has."""
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
    """Name a match by who waited for it and since when: whoever makes it again makes the same."""
    told = sorted({(each.party, round(each.born * 1000)) for each in parties})
    return blake2b(encode(told), digest_size=10).hexdigest()


def read_waiting(value: bytes | None) -> Waiting | None:
    return None if value is None else _WAITING.decode(value)


def read_offer(value: bytes | None) -> Offer | None:
    return None if value is None else _OFFER.decode(value)


def read_found(value: bytes | None) -> Found | None:
    return None if value is None else _FOUND.decode(value)


def sorted_out(values: Mapping[str, bytes]) -> Everybody:
    """Return what all the values say."""
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
