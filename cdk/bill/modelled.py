"""What no template and no run on one machine says, each with its reason."""

from __future__ import annotations

HEADERS = 52
"""Bytes of IP and TCP with timestamps before each frame, as each is a write of its own."""

ACTIVE_BYTES = 1_000
"""Of a player in Valkey: a row of a board (80 bytes, measured), a session, presence."""

KEEP_ALIVE_MINUTES = 9
"""Between two frames that keep a connection of API Gateway, which ends one after ten idle ones."""

LOGINS_MINUTES = 5
"""In which a gateway reads each of its logins once."""

INVOCATION_LOGGED = 500
"""Bytes that Lambda itself writes of an invocation: three lines of JSON."""

REQUEST_LOGGED = 300
"""Bytes of an access log's line."""

FRAME_SECONDS = 0.020
"""A function's for a player's frame: 12 ms of processor with botocore, 4 with the lean client, and
the stores' answers."""

POST_SECONDS = 0.001
"""Of a whole processor, for each post of a broadcast."""

CONSUMERS = ("rank", "delivery", "reward")
"""Of the log: each is given every commit."""

COMMIT_SECONDS = 0.001
"""A consumer's for a commit: to decode it, and to see that nothing is to be done."""

CALL_SECONDS = 0.0015
"""A consumer's for each call of a store, which it waits for."""

REQUESTS_OF_TASK = 250
"""A second, of the HTTP API's server: what a core answers (docs/benchmarks.md)."""

BATCH_SECONDS = 0.015
"""A consumer's for a batch beside that."""


def consumer_seconds(calls: float, commits: float, batches: float) -> float:
    return calls * CALL_SECONDS + commits * COMMIT_SECONDS + batches * BATCH_SECONDS


BATCHES_A_SECOND = 1
"""Of each shard and parallel worker: so often Lambda asks a stream."""

TRADE_IO = 8
"""Requests to the database's storage for a trade: two pages read, and the log of six rows."""

TRADES_A_UNIT = 150
"""A second, of an Aurora unit: half of what a core of the bench does."""

PROFILE_BYTES = 400
"""Of an account in the table of players."""

HEADER_BYTES = 250
"""Of a player's row that says in which tier it is, with two indexes: each has one for ever."""

ROWS_BYTES = 13_500
"""Of all other rows of a player who is here, with indexes: some 40."""

FREEZE_IO, THAW_IO = 60, 60
"""Requests to the database's storage to archive a player, and to bring one back."""

ARCHIVED_BYTES = 1_750
"""Of a player's object, compressed."""

SQS_REQUESTS = 3
"""Of a message: sent, received and deleted."""

TCP_NEW, TCP_ACTIVE, TLS_NEW, TLS_ACTIVE = 800, 100_000, 50, 3_000
"""What an NLCU is worth in connections, new ones a second and those that are there."""

TASK_OVER = 1
"""A task more than the sockets need, for one that dies."""

JOURNALED = frozenset({"hunt", "match"})
"""Games whose log is a journal where slots have owners; a test compares with their manifests."""

SHOWN, STORED_EVERY = 100, 10
"""Rows of a board that are shown, and seconds in which one is stored once; a test compares them."""

PUTS_OF_OWNER = 190
"""A second, of a process that writes a journal: modelled with puts of 5 ms, 15 at p99."""

COMMITS_OF_OWNER = {"codebattle": 5_750, "hunt": 5_750, "match": 4_500}
"""A second, with 0.8 of its core: 140 µs for a hunt's, 180 for an action of a match, measured.

A code battle's, which is never in a journal, is taken for a hunt's.
"""

ITEM_BYTES = 100
"""Of an entry's item, beside the entry."""

ENTRY_DAYS = 2
"""For which an entry stays in the table; segments in S3 keep it longer."""

OBJECTS_OF_OWNER = 372
"""That an owner puts in an hour: a snapshot each 10 s, and a segment each 5 minutes."""

SHIPPED_RECORDS = 256 / 0.05
"""A second at most: an owner passes on what was acknowledged each 50 ms, a record a slot."""
