"""What a history measures, beside what its rules judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.history.record import COMMANDS, ORDERS, Closed, Fault, Heard, History, Opened, Sent

ANSWERS = frozenset({"done", "accepted", "refused"})


def figures(history: History) -> dict[str, Any]:
    """How much was done and repeated, and how long it took to be back after each fault."""
    asked = [each for each in history.of(Sent) if each.frame["type"] in COMMANDS | ORDERS]
    answers = Counter(
        each.frame["type"] for each in history.of(Heard) if each.frame.get("type") in ANSWERS
    )
    ids = {(each.player, each.frame["id"]) for each in asked}
    return {
        "commands": len(ids),
        "sent again": len(asked) - len(ids),
        **answers,
        "sockets": sum(1 for _ in history.of(Opened)),
        "sockets cut or ended": sum(1 for _ in history.of(Closed)),
        "commits": sum(map(len, history.logs.values())),
        "faults": [
            {"fault": name, "at": round(at, 1), "all back after": back}
            for name, at, back in recoveries(history)
        ],
    }


def recoveries(history: History) -> Iterator[tuple[str, float, float | None]]:
    """Each fault, when it was over, and the seconds until all players had an answer.

    An answer counts if it was asked for after the end; None where there is none.
    """
    for fault in history.of(Fault):
        if fault.over:
            first = [_answered(history, player, fault.at) for player in history.players]
            back = None if None in first else round(max(each or 0 for each in first), 2)
            yield fault.name, fault.at, back


def _answered(history: History, player: str, after: float) -> float | None:
    asked: set[Any] = set()
    for each in history.records:
        match each:
            case Sent(at, name, _, frame) if name == player and at >= after:
                asked.add(frame["id"])
            case Heard(at, name, _, frame) if name == player and frame.get("id") in asked:
                if frame["type"] != "error":
                    return at - after
            case _:
                pass
    return None
