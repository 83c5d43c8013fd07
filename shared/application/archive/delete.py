"""Deletes a player for good, on the player's request; only the proof remains."""

from __future__ import annotations

from msgspec import Struct

from shared.application.archive.arrive import forget_mark
from shared.application.archive.ports import Ports
from shared.application.archive.tiers_report import sections_of
from shared.archive.snapshot import BadObject, canonical, digest
from shared.kernel.errors import CommandRefused

UNREADABLE = "unreadable"


class Proof(Struct, frozen=True):
    """The result of a deletion, and the hash of all the player's data as in an export."""

    result: str
    sha256: str


def delete(ports: Ports, player: str, by: str) -> Proof:
    """Delete rows and objects; return `deleted`, or the obstacle.

    The rows go first, in one transaction with the proof. A process that dies before the objects are
    gone leaves a deleted player, and a repeat removes the objects. Raise CommandRefused for an
    unknown player.
    """
    header = ports.player_store.find(player)
    if header is None:
        raise CommandRefused("unknown_player")
    hashed = ""
    result = "deleted"
    if header.tier != "deleted":
        try:
            hashed = digest(canonical(player, sections_of(ports, header)))
        except BadObject:  # it is deleted all the same
            hashed = UNREADABLE
        result = ports.player_store.delete(header, hashed, by, ports.clock())
    if result == "deleted":
        ports.player_objects.remove(player)
        forget_mark(ports, player)
    return Proof(result, hashed)
