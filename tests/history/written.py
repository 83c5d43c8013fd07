"""A short history written by hand, which breaks no rule; tests change it so that it breaks one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.history.record import (
    HTTP,
    Closed,
    Commit,
    Entry,
    Frame,
    Heard,
    History,
    Ledger,
    Opened,
    Record,
    Sent,
    Shown,
)

BOARD = "codebattle/b/board"
EPOCH = "e"
NOON = "2026-03-01T12:00:00Z"
ENDS_AT = datetime(2026, 3, 1, 13, tzinfo=UTC)


def private(player: str) -> str:
    """Name the channel on which a player sees its own stream."""
    return f"codebattle/b/player/{player}@{player}"


def commit(position: int, command: str, fact: str, /, **fields: Any) -> Commit:
    """A commit of one fact, whose outcome and message say what the fact does."""
    return Commit(
        position,
        command,
        ({"fact": fact, "at": NOON, **fields},),
        dict(fields),
        {"epoch": EPOCH, "event": fact, "data": dict(fields)},
    )


def felt(position: int, command: str, /, **fields: Any) -> Commit:
    """A commit on the stream of a player who was hit: there is no outcome."""
    hit = commit(position, command, "PointLost", **fields)
    return Commit(position, command, hit.facts, None, hit.message)


def refusal(position: int, command: str, reason: str) -> Commit:
    """A commit without facts: it is there so that the answer is always the same."""
    data = {"id": command, "reason": reason, "details": {}}
    message = {"epoch": EPOCH, "event": "command.refused", "data": data}
    return Commit(position, command, (), {"refused": reason}, message)


ANN = (
    commit(1, "a1", "ParticipantJoined"),
    commit(2, "a2", "QuestionSolved", total=10),
    commit(3, "a3", "ArrowShot", target="bob"),
)
BOB = (
    commit(1, "b1", "ParticipantJoined"),
    commit(2, "b2", "QuestionSolved", total=10),
    felt(3, "a3", total=9),
    refusal(4, "b3", "already_solved"),
)
LOGS: dict[str, tuple[Commit, ...]] = {"ann": ANN, "bob": BOB}
POINTS = {"ann": 10, "bob": 9}
ROWS = [["ann", 10], ["bob", 9]]


def frame(kind: str, command: str, /, **fields: Any) -> Frame:
    return {"type": kind, "id": command, **fields}


def message(player: str, at: Commit) -> Frame:
    """What the channel says of a commit."""
    return {
        "type": "message",
        "channel": private(player),
        "offset": at.position,
        **at.message,
    }


def asked(
    player: str, socket: int, command: str, kind: str, answer: Frame, at: float = 0
) -> list[Record]:
    """A command and its answer."""
    return [
        Sent(at, player, socket, frame(f"codebattle.{kind}", command, room="b")),
        Heard(at, player, socket, {"id": command} | answer),
    ]


def listened(player: str, socket: int, held: int, last: int) -> list[Record]:
    """A subscription from what is held, and what follows up to the last commit."""
    channel = private(player)
    head = {"channel": channel, "epoch": EPOCH, "offset": held or 1}
    records: list[Record] = [
        Sent(0, player, socket, frame("subscribe", "s", channel=channel, offset=held or None)),
        Heard(0, player, socket, frame("subscribed", "s", recovered=held > 0) | head),
    ]
    if not held:
        data = {"points": 0}
        records += [
            Heard(0, player, socket, {"type": "message", "event": "snapshot", "data": data} | head),
            Shown(0, player, channel, 1, "snapshot", data),
        ]
    for each in LOGS[player][held or 1 : last]:
        records += [Heard(0, player, socket, message(player, each)), shown(player, each)]
    return records


def shown(player: str, at: Commit) -> Shown:
    return Shown(0, player, private(player), at.position, at.message["event"], at.message["data"])


def done(at: Commit) -> Frame:
    return {"type": "done", **(at.outcome or {})}


PAY = {"do": "pay", "to": "bob", "currency": "gold", "amount": 5}
PAID = {"type": "done", "id": "k1", "results": [{"transaction": "7"}]}

RECORDS: tuple[Record, ...] = (
    Opened(0, "ann", 1, "serverless"),
    Opened(0, "bob", 1, "dedicated"),
    *asked("ann", 1, "a1", "join", done(ANN[0])),
    *asked("bob", 1, "b1", "join", done(BOB[0])),
    *listened("bob", 1, 0, 4),
    *listened("ann", 1, 0, 2),
    *asked("bob", 1, "b2", "answer", done(BOB[1])),
    *asked("ann", 1, "a2", "answer", done(ANN[1])),
    Opened(0, "ann", 2, "dedicated"),
    Closed(0, "ann", 1),
    *listened("ann", 2, 2, 3),
    *asked("ann", 2, "a3", "attack", {"type": "accepted"}),
    *asked("ann", 2, "a3", "attack", done(ANN[2])),
    *asked("bob", 1, "b3", "answer", {"type": "refused", "reason": "already_solved"}),
    *asked("bob", 1, "b3", "answer", {"type": "refused", "reason": "already_solved"}),
    Sent(0, "ann", HTTP, frame("economy", "k1", command=PAY)),
    Heard(0, "ann", HTTP, PAID),
    *(Shown(1, name, BOARD, 4, "board", {"size": 2, "rows": ROWS}) for name in POINTS),
)

GOOD = History(
    1,
    "b",
    ENDS_AT,
    ("ann", "bob"),
    RECORDS,
    LOGS,
    POINTS,
    Ledger(
        (),
        200,
        {"ann": 95, "bob": 105},
        (
            Entry(1, "m1", "ann", 100),
            Entry(2, "m2", "bob", 100),
            Entry(7, "k1", "ann", -5),
            Entry(7, "k1", "bob", 5),
        ),
    ),
)
