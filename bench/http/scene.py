"""The API's process on real Valkey and PostgreSQL, with a room that is set up over HTTP."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest.mock import patch

import httpx
from msgspec import Struct

from bench.economy import Economy
from bench.gateway.processes import ROOT, Process, cores, running
from bench.http.load import asked, request
from bench.stand_in import KEYS, answering
from localstack.ports import free_port
from shared.adapters.dynamodb.log import MOST_STATEMENTS
from shared.adapters.tokens.jwt import JwtTokens
from shared.kernel.players import Identity
from shared.runtime import clock
from tests.economy.server import postgres_server
from tests.ports.valkey_server import valkey_server

PLAYERS = 200
QUESTIONS = 100
ROOM = "bench"
BOARD = f"/v1/rooms/codebattle/{ROOM}/board"
COMMANDS = "/v1/commands"
KEY = "a key of the bench that is long enough"
STARTS_IN = timedelta(seconds=1)
LASTS = timedelta(hours=1)
DEADLINE_SECONDS = 60.0
QUEUES = ("deferred", "leaderboard", "timers")

ANSWERS = {
    **{name: {} for name in ("GetItem", "PutItem", "UpdateItem", "TransactWriteItems")},
    "BatchExecuteStatement": {"Responses": [{"TableName": "log"}] * MOST_STATEMENTS},
    "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
    "BatchGetItem": {
        "Responses": {"players": [{"pk": {"S": "name#p1"}, "body": {"S": "p1"}}]},
        "UnprocessedKeys": {},
    },
    "GetSecretValue": {"Name": "s", "SecretString": KEY, "CreatedDate": 1.0},
    "SendMessage": {"MessageId": "m", "MD5OfMessageBody": "0" * 32},
}
"""Of the services that a request asks: one player is known by name, `p1`."""


class Stores(Struct, frozen=True):
    """Where the stores are, in the settings of a process."""

    environment: dict[str, str]


class Site(Struct, frozen=True):
    """A process that serves, and the requests that it is asked."""

    port: int
    server: Process

    def top(self) -> Iterator[bytes]:
        return ever(request("GET", f"{BOARD}/top"))

    def rank(self) -> Iterator[bytes]:
        return ever(request("GET", f"{BOARD}/players/p50"))

    def pay(self) -> Iterator[bytes]:
        body = {"do": "pay", "to": "p1", "currency": "gold", "amount": 1}
        for n in count():
            who = _headers(2 + n % PLAYERS)
            key = f"{time.monotonic_ns()}-{n}"
            yield request("POST", "/v1/economy/commands", body, **who, Idempotency_Key=key)

    def sign_up(self) -> Iterator[bytes]:
        for n in count():
            yield request("POST", "/v1/guests", {"username": f"g{n}"})

    def score(self) -> Iterator[bytes]:
        """Right answers, each a player's next; they end."""
        for question in range(QUESTIONS):
            for n in range(PLAYERS):
                fields = {"question": f"q{question}", "answer": str(question)}
                yield command("answer", f"a{question}", _headers(n), **fields)


class _Secret:
    def values(self, *, missing: bool = False) -> list[str]:
        del missing
        return [KEY]


def _headers(number: int) -> dict[str, str]:
    if number not in _known:
        identity = Identity(f"p{number}", f"p{number}")
        token = JwtTokens(_Secret()).sign(identity, clock.now(), 3600)
        _known[number] = {"Authorization": f"Bearer {token}"}
    return _known[number]


_known: dict[int, dict[str, str]] = {}


def command(name: str, command_id: str, who: dict[str, str], **fields: object) -> bytes:
    """Return a command of the room as a request's bytes."""
    body = {"type": f"codebattle.{name}", "id": command_id, "room": ROOM, **fields}
    return request("POST", COMMANDS, body, **who)


def ever(asked: bytes) -> Iterator[bytes]:
    while True:
        yield asked


@contextmanager
def stores() -> Iterator[Stores]:
    """Run a Valkey, a PostgreSQL with money, and the stand-in for AWS."""
    with ExitStack() as kept:
        economy = Economy(kept.enter_context(postgres_server()))
        economy.pool.close()
        aws = kept.enter_context(answering(ANSWERS))
        yield Stores(
            {
                **KEYS,
                "AWS_ENDPOINT_URL": aws,
                "RUMPUS_STAGE": "bench",
                **{f"RUMPUS_{t.upper()}_TABLE": t for t in ("log", "players", "sockets", "views")},
                "RUMPUS_TOKEN_SECRET": "token",
                "RUMPUS_OPERATOR_KEY": "operator",
                "RUMPUS_SOCKETS_URL": aws,
                "RUMPUS_WS_URL": "ws://bench.invalid",
                "RUMPUS_GATEWAY_URL": "ws://bench.invalid",
                **{f"RUMPUS_QUEUE_{q.upper()}": f"{aws}/{q}" for q in QUEUES},
                "RUMPUS_DATABASE_URL": economy.server.url("rumpus", economy.database),
                "RUMPUS_GATEWAY_ADDRESS": "127.0.0.1",
            }
        )


@contextmanager
def site(kept: Stores, tree: Path = ROOT) -> Iterator[Site]:
    """Run the API of a tree on a Valkey of its own, with a room whose players have joined."""
    with valkey_server() as valkey, _process(kept, tree, valkey) as found:
        _set_up(found.port)
        yield found


@contextmanager
def bare(kept: Stores) -> Iterator[Site]:
    """Run one empty route."""
    with _process(kept, ROOT, "", "bare") as found:
        yield found


@contextmanager
def _process(kept: Stores, tree: Path, valkey: str, *flags: str) -> Iterator[Site]:
    port = free_port()
    environment = kept.environment | {
        "PYTHONPATH": str(tree),
        "RUMPUS_VALKEY_URL": valkey,
        "RUMPUS_GATEWAY_PORT": str(port),
    }
    argv = [sys.executable, "-P", str(ROOT / "bench/http/server.py"), *flags]
    with patch.dict(os.environ, environment), running(argv, cores()[0]) as server:
        _until_it_listens(port)
        yield Site(port, server)


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/nowhere", timeout=5)
        except httpx.TransportError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def _set_up(port: int) -> None:
    operator = {"Authorization": f"Operator {KEY}"}
    starts = clock.now() + STARTS_IN
    questions = [
        {"id": f"q{n}", "prompt": "?", "answers": [str(n)], "points": 5} for n in range(QUESTIONS)
    ]
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + LASTS).isoformat()}
    room = {"title": "bench", **times, "questions": questions}
    asked(port, iter([command("schedule", "s", operator, **room)]), 10, clients=1)
    time.sleep(STARTS_IN.total_seconds())
    joins = (command("join", "j", _headers(n)) for n in range(PLAYERS))
    asked(port, joins, DEADLINE_SECONDS)
    top = request("GET", f"{BOARD}/top", **_headers(0))
    asked(port, iter([top]), 10, clients=1)  # who is known has the board made whole
