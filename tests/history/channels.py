"""Rules about private channels: without gaps, in order, and equal to the log."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from tests.history.record import Closed, Commit, Frame, Heard, History, Opened, Sent, Shown


class Line(Struct):
    """What one socket carried of the private channel, from offset `start` on."""

    player: str
    socket: int
    asked: dict[str, int | None] = field(default_factory=dict)
    start: int | None = None
    promised: int = 0
    offsets: list[int] = field(default_factory=list)
    """Each once, in the order of first arrival, but those up to `start`."""
    closed: bool = False


def sockets_carry_the_log(history: History) -> Iterator[str]:
    """What a socket carries is of the log, in order, without gaps; to its end while it is open."""
    for player in history.players:
        commits = history.logs.get(player, ())
        for each in history.of(Heard, player):
            if _is_message(each.frame, history.private_channel(player)):
                yield from _foreign(each, commits)
        for line in lines(history, player):
            yield from _gaps(line, len(commits))


def application_sees_the_log(history: History) -> Iterator[str]:
    """Over all sockets a player is shown one snapshot and from there on each commit, in order."""
    for player in history.players:
        commits = history.logs.get(player, ())
        channel = history.private_channel(player)
        shown = [each for each in history.of(Shown, player) if each.channel == channel]
        if commits and not shown:
            yield f"{player} was shown nothing of {len(commits)} commits"
            continue
        for before, after in pairwise(shown):
            if after.offset != before.offset + 1:
                yield f"{player} was shown {after.offset} ({after.event}) after {before.offset}"
        for each in shown:
            if each.event != "snapshot" and not _equal(each.event, each.data, each.offset, commits):
                yield f"{player} was shown {each.event} {each.data} at {each.offset}"
        if shown and shown[-1].offset != len(commits):
            yield f"{player} was shown {shown[-1].offset} of {len(commits)} commits"


def lines(history: History, player: str) -> list[Line]:
    """What each socket of a player carried."""
    found: dict[int, Line] = {}
    channel = history.private_channel(player)
    for each in history.records:
        if getattr(each, "player", None) != player:
            continue
        match each:
            case Opened():
                found[each.socket] = Line(player, each.socket)
            case Closed():
                found[each.socket].closed = True
            case Sent(frame={"type": "subscribe", "channel": name}) if name == channel:
                line = found[each.socket]
                line.asked[each.frame["id"]] = each.frame.get("offset")
            case Heard() if each.socket in found:
                _take(found[each.socket], each.frame, channel)
            case _:
                pass
    return list(found.values())


def _take(line: Line, frame: Frame, channel: str) -> None:
    match frame:
        case {"type": "subscribed", "channel": name} if name == channel:
            line.promised = max(line.promised, frame["offset"])
            held = line.asked.get(frame["id"]) if frame["recovered"] else frame["offset"]
            if line.start is None:
                line.start = held or 0
                line.offsets = [each for each in line.offsets if each > line.start]
        case {"type": "message", "channel": name, "event": event} if name == channel:
            offset = frame["offset"]
            news = offset > (line.start or 0) and offset not in line.offsets
            if frame["epoch"] and event != "snapshot" and news:
                line.offsets.append(offset)
        case _:
            pass


def _gaps(line: Line, last: int) -> Iterator[str]:
    who = f"{line.player} on socket {line.socket}"
    if line.start is None:
        return
    wanted = list(range(line.start + 1, line.start + 1 + len(line.offsets)))
    if line.offsets != wanted:
        yield f"{who} heard {line.offsets} after {line.start}"
    if not line.closed and max(line.offsets, default=line.start) != last:
        yield f"{who} heard {line.offsets} after {line.start}, the log has {last}"


def _foreign(heard: Heard, commits: tuple[Commit, ...]) -> Iterator[str]:
    """A message that the log does not have; a snapshot is compared by its points."""
    frame = heard.frame
    who = f"{heard.player} on socket {heard.socket} heard {frame['event']} at {frame['offset']}"
    if frame["event"] == "snapshot":
        if frame["data"]["points"] != points(commits[: frame["offset"]]):
            yield f"{who} with {frame['data']['points']} points"
    elif not _equal(frame["event"], frame["data"], frame["offset"], commits):
        yield f"{who}, {frame['data']}"
    elif frame["epoch"] != commits[frame["offset"] - 1].message["epoch"]:
        yield f"{who} of epoch {frame['epoch']}"


def points(commits: tuple[Commit, ...]) -> int:
    """The participant's points after these commits: each fact that changes them tells the total."""
    totals = [fact["total"] for each in commits for fact in each.facts if "total" in fact]
    return int(totals[-1]) if totals else 0


def _equal(event: str, data: Any, offset: int, commits: tuple[Commit, ...]) -> bool:
    if not 1 <= offset <= len(commits):
        return False
    wanted = commits[offset - 1].message
    return bool((event, data) == (wanted["event"], wanted["data"]))


def _is_message(frame: Frame, channel: str) -> bool:
    return frame.get("type") == "message" and frame.get("channel") == channel and frame["epoch"]
