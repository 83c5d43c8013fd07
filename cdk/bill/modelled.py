"""Assumptions that no template and no run on one machine can tell, each with its reason."""

from __future__ import annotations

HEADERS = 52
"""Bytes of IP and TCP with timestamps before each frame, as each is a write of its own."""

ACTIVE_BYTES = 1_000
"""Bytes of an active player in Valkey: a board's row (80, measured), a session, presence."""

KEEP_ALIVE_MINUTES = 9
"""Minutes between two keep-alive frames: API Gateway ends a connection after ten idle minutes."""

LOGINS_MINUTES = 5
"""Minutes in which a gateway reads each of its logins once."""

INVOCATION_LOGGED = 500
"""Bytes that Lambda itself logs for an invocation: three lines of JSON."""

REQUEST_LOGGED = 300
"""Bytes of a line of the access log."""

FRAME_SECONDS = 0.020
"""Duration of a function for a player's frame: 12 ms of processor time with botocore, 4 with the
lean client, and the stores' answers."""

POST_SECONDS = 0.001
"""Seconds of a whole processor for each post of a broadcast."""

CONSUMERS = ("rank", "delivery", "reward")
"""Consumers of the log, each of which gets every commit."""

COMMIT_SECONDS = 0.001
"""Seconds of a consumer for a commit: to decode it, and to see that nothing has to be done."""

CALL_SECONDS = 0.0015
"""Seconds for which a consumer waits for each call of a store."""

REQUESTS_OF_TASK = 250
"""Requests a second that a core of the HTTP API's server answers (docs/benchmarks.md)."""

BATCH_SECONDS = 0.015
"""Seconds of a consumer for each batch, besides its commits and calls."""


def consumer_seconds(calls: float, commits: float, batches: float) -> float:
    return calls * CALL_SECONDS + commits * COMMIT_SECONDS + batches * BATCH_SECONDS


BATCHES_A_SECOND = 1
"""Batches a second of each shard and parallel worker: Lambda polls a stream that often."""

TRADE_IO = 8
"""I/O requests to the database's storage for a trade: two page reads, and the log of six rows."""

TRADES_A_UNIT = 150
"""Trades a second of an Aurora unit: half of what a core does in the bench."""

PROFILE_BYTES = 400
"""Bytes of an account in the table `players`."""

HEADER_BYTES = 250
"""Bytes of a player's header with two indexes, which each player has for ever."""

ROWS_BYTES = 13_500
"""Bytes of the other 40 or so rows, with indexes, of a player who is not archived."""

FREEZE_IO, THAW_IO = 60, 60
"""I/O requests to the database's storage to archive a player, and to bring one back."""

ARCHIVED_BYTES = 1_750
"""Bytes of a player's compressed object."""

SQS_REQUESTS = 3
"""Requests for one message: send, receive and delete."""

TCP_NEW, TCP_ACTIVE, TLS_NEW, TLS_ACTIVE = 800, 100_000, 50, 3_000
"""Connections in one NLCU: new ones a second, and active ones, for TCP and TLS."""

TASK_OVER = 1
"""Spare tasks beyond those that the sockets need, in case one dies."""

JOURNALED = frozenset({"hunt", "match"})
"""Games whose log is a journal on stages with owners; a test compares them with the manifests."""

SHOWN, STORED_EVERY = 100, 10
"""Shown rows of a board, and seconds between its stored snapshots; a test compares both."""

PUTS_OF_OWNER = 190
"""Puts a second of a journal's writer: modelled with puts of 5 ms, 15 at p99."""

COMMITS_OF_OWNER = {"codebattle": 5_750, "hunt": 5_750, "match": 4_500}
"""Commits a second with 0.8 of a core: measured 140 µs for a hunt's, 180 for a match's action.

A code battle's commit, which is never in a journal, is assumed to cost as much as a hunt's.
"""

ITEM_BYTES = 100
"""Bytes of an item besides its entry."""

ENTRY_DAYS = 2
"""Days for which an entry stays in the table; segments in S3 keep it longer."""

OBJECTS_OF_OWNER = 372
"""Objects that an owner puts in an hour: a snapshot each 10 s, and a segment each 5 minutes."""

SHIPPED_RECORDS = 256 / 0.05
"""Maximum records a second: an owner ships acknowledged commits each 50 ms, one record a slot."""
