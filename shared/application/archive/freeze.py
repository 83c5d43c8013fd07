"""Puts a player into the archive: the object first, and the rows go once it is known to be whole.

A process may die between any two steps. Who takes the header over does all of them again.
"""

from __future__ import annotations

from msgspec.structs import replace

from shared.application.archive.arrive import forget_mark
from shared.application.archive.ports import Ports
from shared.archive.snapshot import SCHEMA, digest, packed
from shared.archive.tiers import Header, Stored, give_up, hour_from, move
from shared.kernel.errors import CommandRefused

TRIES = 4


class ObjectDiffers(Exception):  # noqa: N818 - a fact: what is stored is not what was put
    """The object of a player is another one than was just put."""


def freeze(ports: Ports, header: Header, *, is_playing: bool = False) -> str:
    """Archive a player who is `freezing`; return `archived`, or why it is not.

    That is `moved` when somebody else has the header by now, `changed` when a row has changed
    meanwhile, or what is in the way.
    """
    reading = ports.player_store.read(header.player)
    result = reading.obstacle or ("playing" if is_playing else "")
    if not result:
        body = packed(header.player, reading.sections)
        stored = _stored(ports, header, body)
        result = (
            "moved" if stored is None else ports.player_store.freeze(header, reading.digest, stored)
        )
    if result == "archived":
        ports.count_archived("PlayersArchived", 1)
    elif result != "moved":
        after = give_up(header, ports.clock(), ports.tier_policy, result)
        ports.player_store.advance([(header, after)])
    return result


def _stored(ports: Ports, header: Header, body: bytes) -> Stored | None:
    """Store the object and have the store tell its hash; None if the header is another's by now.

    It replaces the object that this header knew. Where another is there, it is that of whoever had
    this header before, who may yet be alive: it is replaced only while the header is still ours, on
    condition that it is that very one. So what a newer holder has stored is never replaced.
    """
    objects, player, expected = ports.player_objects, header.player, digest(body)
    replaces = header.object.etag if header.object else ""
    for _ in range(TRIES):
        etag = objects.put(player, body, replaces)
        found = objects.head(player)
        if found is not None and found[1] == expected and etag in {None, found[0]}:
            return Stored(objects.url(player), found[0], expected, len(body), SCHEMA, ports.clock())
        if etag is not None:
            raise ObjectDiffers(player)
        if not _is_ours(ports, header):
            return None
        replaces = found[0] if found else ""
    raise ObjectDiffers(player)


def _is_ours(ports: Ports, header: Header) -> bool:
    now = ports.player_store.find(header.player)
    return now is not None and (now.tier, now.version) == ("freezing", header.version)


def freeze_now(ports: Ports, player: str, *, is_playing: bool = False) -> str:
    """Archive a player because an operator wants it, however lately the player was seen."""
    header = ports.player_store.find(player)
    if header is None:
        raise CommandRefused("unknown_player")
    if header.tier not in {"hot", "warm"}:
        return header.tier
    begun = move(header, "freezing", hour_from(ports.clock() + ports.tier_policy.lease))
    if not ports.player_store.advance([(header, begun)]):
        return "moved"
    result = freeze(ports, replace(begun, version=header.version + 1), is_playing=is_playing)
    forget_mark(ports, player)
    return result
