"""Deletes a player for good, because the player asked for it; what remains is the proof."""

from __future__ import annotations

from msgspec import Struct

from shared.application.archive.arrive import forget_mark
from shared.application.archive.ports import Ports
from shared.application.archive.tiers_report import sections_of
from shared.archive.snapshot import BadObject, canonical, digest
from shared.kernel.errors import CommandRefused

UNREADABLE = "unreadable"


class Proof(Struct, frozen=True):
    """What came of it, and the hash of all that there was, as it would have been exported."""

    result: str
    sha256: str


def delete(ports: Ports, player: str, by: str) -> Proof:
    """Delete rows and objects; return `deleted`, or what is in the way.

    The rows go first, in one transaction with the proof. Who dies before the objects are gone
    leaves a player that is deleted, and the same again removes them. Raise CommandRefused for
    nobody.
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
