"""Grants that several workloads have together."""

from __future__ import annotations

from shared.workload_kinds import Grant

GAME: tuple[Grant, ...] = ("log:append", "views:read", "valkey")

POST: tuple[Grant, ...] = ("sockets:write", "connections:post", "queue:leaderboard")
"""Who finds a connection gone takes it out of all tables and boards."""

QUEUES: tuple[Grant, ...] = (
    *("queue:deferred", "queue:broadcast", "queue:leaderboard"),
    *("queue:default", "queue:notifications", "queue:payouts"),
)

API: tuple[Grant, ...] = (
    *(*GAME, *POST, "queue:deferred", "queue:default"),
    *("players:write", "views:write", "tokens:read", "operator_key:read", "letters:read"),
)
