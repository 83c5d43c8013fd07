"""How all rooms of a game go now, in one table: what is wrong first, then what is busiest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cli.output import plain, say, say_table, span, utc_now
from cli.times import Times

LATE_SECONDS = 10
"""A room whose newest event was as old as that when it was counted is told of as late."""

COLUMNS = ("time", ">players", "leader", ">events/s", ">idle", "trouble")

type Look = Mapping[str, Any]
"""A room as the API's overview has it."""


def say_live(noun: str, found: Mapping[str, Any], most: int) -> None:
    """Print the overview of a game's rooms."""
    rooms = sorted(found["rooms"], key=_order)
    say_table((noun, *COLUMNS), map(_row, rooms[:most]), _title(noun, rooms))
    if found["stale"]:
        say("The cache is away: these are the rooms as last stored.")


def _order(look: Look) -> tuple[bool, float, str]:
    live = look["live"]
    return not _trouble(live), -(live["events_per_second"] if live else 0.0), look["room"]


def _title(noun: str, rooms: Sequence[Look]) -> str:
    lives = [each["live"] for each in rooms if each["live"]]
    players, events = (
        sum(each[name] for each in lives) for name in ("players", "events_per_second")
    )
    alone = sum(each["silent_seconds"] is not None for each in lives)
    many = f"{len(rooms):,} {noun}{'' if len(rooms) == 1 else 's'}"
    told = f"{many}, {players:,} players, {events:,.1f} events a second"
    return told + (f", {alone:,} without an owner" if alone else "")


def _row(look: Look) -> tuple[str, ...]:
    live, head = look["live"], (plain(look["room"]), Times.of(look).due(utc_now()))
    if not live:
        return (*head, *("-" for _ in COLUMNS[1:]))
    return (
        *head,
        f"{live['players']:,}",
        f"{plain(live['leader'])} {live['points']:,}" if live["leader"] else "-",
        f"{live['events_per_second']:,.1f}",
        "-" if live["idle_seconds"] is None else _span(live["idle_seconds"]),
        _trouble(live),
    )


def _trouble(live: Mapping[str, Any] | None) -> str:
    if not live:
        return ""
    if live["silent_seconds"] is not None:
        return f"no owner for {_span(live['silent_seconds'])}"
    late = live["lag_seconds"]
    return f"{_span(late)} late" if late >= LATE_SECONDS else ""


def _span(seconds: float) -> str:
    return span(timedelta(seconds=seconds))
