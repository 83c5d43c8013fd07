"""Groups of grants that several workloads share."""

from __future__ import annotations

from shared.workload_kinds import Grant

GAME: tuple[Grant, ...] = ("log:append", "views:read", "valkey")

POST: tuple[Grant, ...] = ("sockets:write", "connections:post", "queue:leaderboard")
"""Grants to post to connections: a workload that finds one gone removes it from tables and boards.
"""

QUEUES: tuple[Grant, ...] = (
    *("queue:deferred", "queue:broadcast", "queue:leaderboard"),
    *("queue:default", "queue:notifications", "queue:payouts"),
)

API: tuple[Grant, ...] = (
    *(*GAME, *POST, "queue:deferred", "queue:default"),
    *("players:write", "views:write", "tokens:read", "operator_key:read", "letters:read"),
)
