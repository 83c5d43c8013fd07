"""Archives players: stores the objects first, and deletes rows once the objects are verified.

A process may die between any two steps. The process that takes the headers over repeats all steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from shared.application.archive.arrive import forget_mark
from shared.application.archive.ports import Leaving, Ports, Reading
from shared.application.ports import Each, Unavailable
from shared.archive.snapshot import SCHEMA, digest, packed
from shared.archive.tiers import Header, Stored, give_up, hour_from, move
from shared.kernel.errors import CommandRefused

TRIES = 4

STAY = "moved"
"""Reason for leaving a header as it is: another process has changed it."""

type Outcome = str | Exception
"""`archived`, the reason why a player is not, or that player's failure."""


class ObjectDiffers(Exception):  # noqa: N818 - a fact: what is stored is not what was put
    """The stored object of a player differs from the one that was just put."""


class Batch(Struct):
    """Players whose objects are being stored: each is sent, or has a reason why not."""

    headers: Sequence[Header]
    sent: Iterable[Leaving | Outcome]


def send(
    ports: Ports, headers: Sequence[Header], is_playing: Callable[[Header], bool], each: Each = map
) -> Batch:
    """Read the rows of all `freezing` players in one statement, and send them to the archive."""
    readings = _one_by_one(ports.player_store.read, headers)
    send_one = partial(_send_one, ports, is_playing, readings)
    return Batch(headers, each(send_one, headers))


def finish(ports: Ports, batch: Batch) -> Mapping[str, Outcome]:
    """Delete the rows of the players whose objects are verified, in one transaction.

    A player who can't leave now becomes warm again, with the reason; one with a failure is retried
    after the lease.
    """
    found: dict[str, Outcome] = {}
    leaving: list[Leaving] = []
    for header, sent in zip(batch.headers, batch.sent, strict=True):
        if isinstance(sent, Leaving):
            leaving.append(sent)
        else:
            found[header.player] = sent
    found |= _one_by_one(ports.player_store.freeze, leaving)
    if archived := sum(each == "archived" for each in found.values()):
        ports.count_archived("PlayersArchived", archived)
    _give_up(ports, batch.headers, found)
    return found


def freeze_now(ports: Ports, player: str, room: str | None = None) -> str:
    """Archive a player on an operator's request, however recently the player was seen.

    Return `archived`, or why the player is not: `moved` if another process has changed the header,
    `changed` if a row has changed meanwhile, or the obstacle. Raise CommandRefused, with nothing
    changed, for a player who plays in a `room`.
    """
    header = ports.player_store.find(player)
    if header is None:
        raise CommandRefused("unknown_player")
    if header.tier not in {"hot", "warm"}:
        return header.tier
    if room is not None:
        raise CommandRefused("playing", room=room)
    begun = move(header, "freezing", hour_from(ports.clock() + ports.tier_policy.lease))
    if not ports.player_store.advance([(header, begun)]):
        return STAY
    result = freeze(ports, replace(begun, version=header.version + 1))
    forget_mark(ports, player)
    return result


def freeze(ports: Ports, header: Header) -> str:
    """Archive one `freezing` player; raise any failure."""
    found = finish(ports, send(ports, [header], lambda _: False))[header.player]
    if isinstance(found, Exception):
        raise found
    return found


def _one_by_one[A: (Header, Leaving), B](
    do: Callable[[Sequence[A]], Mapping[str, B]], some: Sequence[A]
) -> Mapping[str, B | Exception]:
    """Apply `do` to all at once.

    If that fails, to each alone, so that one failure holds up no other. A store that is down is
    asked once: it would fail for each as for all.
    """
    if not some:
        return {}
    try:
        return dict(do(some))
    except Unavailable as outage:
        return {each.player: outage for each in some}
    except Exception as fault:  # noqa: BLE001 - it is told of whoever it is of
        if len(some) == 1:
            return {some[0].player: fault}
    return {player: one for each in some for player, one in _one_by_one(do, [each]).items()}


def _send_one(
    ports: Ports,
    is_playing: Callable[[Header], bool],
    readings: Mapping[str, Reading | Exception],
    header: Header,
) -> Leaving | Outcome:
    reading = readings[header.player]
    if isinstance(reading, Exception):
        return reading
    if reading.obstacle:
        return reading.obstacle
    try:
        if is_playing(header):
            return "playing"
        stored = _stored(ports, header, packed(header.player, reading.sections))
    except Exception as fault:  # noqa: BLE001 - the others must have their turn
        return fault
    return (
        STAY if stored is None else Leaving(header.player, header.version, reading.digest, stored)
    )


def _stored(ports: Ports, header: Header, body: bytes) -> Stored | None:
    """Store the object and have the store compute its hash; None if the header has changed.

    It replaces the object that this header knew. Another object is there if the header's former
    holder stored one, and that process may still be alive: it is replaced only while the header is
    still ours, on condition that it is that very one. So an object of a newer holder is never
    replaced.
    """
    objects, player, expected = ports.player_objects, header.player, digest(body)
    replaces = header.object.etag if header.object else ""
    for _ in range(TRIES):
        put = objects.put(player, body, replaces)
        found = put or objects.head(player)
        if found is not None and found.sha256 == expected:
            return Stored(
                objects.url(player), found.etag, expected, len(body), SCHEMA, ports.clock()
            )
        if put is not None:
            raise ObjectDiffers(player)
        if not _is_ours(ports, header):
            return None
        replaces = found.etag if found else ""
    raise ObjectDiffers(player)


def _is_ours(ports: Ports, header: Header) -> bool:
    now = ports.player_store.find(header.player)
    return now is not None and (now.tier, now.version) == ("freezing", header.version)


def _give_up(ports: Ports, headers: Sequence[Header], found: Mapping[str, Outcome]) -> None:
    moves = [
        (header, give_up(header, ports.clock(), ports.tier_policy, reason))
        for header in headers
        if isinstance(reason := found[header.player], str) and reason not in {"archived", STAY}
    ]
    if moves:
        ports.player_store.advance(moves)
