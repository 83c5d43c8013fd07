"""Computes the cost of boards: versions in each process that shows them, and stored snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from cdk.bill.modelled import SHOWN
from cdk.bill.month import Month
from cdk.bill.use import Use, used


def boards(month: Month) -> Iterator[Use]:
    """Yield uses for each game of the profile that has boards; the rooms are spread over these."""
    games = sorted({command.partition(".")[0] for command in month.traffic.commands})
    if not month.traffic.rooms:
        return
    shown = [each for each in games if f"board {each} look {month.traffic.home}" in month.units]
    for game in shown:
        yield from _of_game(month, game, 1 / len(shown))


def _of_game(month: Month, game: str, share: float) -> Iterator[Use]:
    """Yield uses of one game: a full board was counted, a board with fewer rows has fewer bytes."""
    version, look, stored = (
        month.units[f"board {game} {what} {month.traffic.home}"]
        for what in ("version", "look", "stored")
    )
    players = month.traffic.players / month.rooms_at_once
    full = min(players / SHOWN, 1)
    ticks = month.ticks * share
    # by the worker, and by each gateway that has a player of the room
    looks = ticks + month.room_seconds * share * min(month.gateways, players)
    versions = min(looks, max(month.amounts["board changes"], month.traffic.rooms) * share)

    def cache_units(spent: Mapping[str, float]) -> float:
        return max(spent["valkey commands"], spent["valkey bytes"] * full / 1024)

    units = versions * cache_units(version) + (looks - versions) * cache_units(look)
    yield from used("cache", {"valkey.unit": units})
    yield from used("table sockets", {"dynamodb.read": versions * version["sockets.read"]})
    written = ceil(stored["view bytes"] * full / 1024)
    yield from used("table views", {"dynamodb.write": month.stores * share * written})
