"""Tries what a dead letter's workload would do with it now, without any effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from functions.queues import broadcast, default, deferred, leaderboard, notifications, payouts
from functions.streams import delivery, notices, rank, reward
from shared.application.letters.ports import Letter
from shared.kernel.facts import Commit
from shared.kernel.viewer import Viewer
from shared.runtime.bootstrap import Application
from shared.runtime.rehearsal import Rehearsal
from shared.wire.letters import records_of
from shared.wire.stream_messages import event_of

type Work = Callable[[Application, dict[str, Any]], dict[str, list[dict[str, str]]]]

QUEUES: Mapping[str, Work] = {
    "broadcast": broadcast.work,
    "default": default.work,
    "deferred": deferred.work,
    "leaderboard": leaderboard.work,
    "notifications": notifications.work,
    "payouts": payouts.work,
}
STREAMS: Mapping[str, Work] = {
    "delivery": delivery.consume,
    "notices": notices.consume,
    "rank": rank.consume,
    "reward": reward.consume,
}


def rehearse(app: Application, letter: Letter, body: bytes) -> dict[str, Any]:
    """Return the commits that it would write, the messages it would queue, and any error."""
    paper = Rehearsal(app)
    work = (QUEUES if letter.source == "queue" else STREAMS).get(letter.workload)
    if work is None:
        return {"commits": [], "queued": {}, "error": "UnknownWorkload"}
    work(paper, _event(app, letter, body))
    queued = {name: len(paper.queues.waiting(name)) for name in QUEUES}
    fault = next(iter(paper.faults), None)
    return {
        "commits": [_shown(paper, each) for each in paper.log.appended],
        "queued": {name: count for name, count in queued.items() if count},
        "error": type(fault).__name__ if fault else "",
    }


def _event(app: Application, letter: Letter, body: bytes) -> dict[str, Any]:
    if letter.source == "record":
        return {"Records": records_of(body)}
    attributes = {
        "SentTimestamp": str(int(app.clock().timestamp() * 1000)),
        "ApproximateReceiveCount": "1",
    }
    record = {"messageId": letter.id, "body": body.decode(), "attributes": attributes}
    return {"Records": [record]}


def _shown(app: Application, commit: Commit) -> dict[str, Any]:
    game = app.games.of(commit.stream)
    shown: dict[str, Any] = {"stream": commit.stream, "position": commit.position}
    if game is None:
        return shown
    event = event_of(game, commit, Viewer("operator", ""))
    return shown | {"event": event.name, "data": event}
