"""A player's answer at Lambda's `message`, warm: processor time, and requests by service.

The log writes to the stand-in and reads from memory; Valkey is real, and one client listens.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median
from time import process_time
from typing import Any, cast
from unittest.mock import patch

from msgspec.json import encode

from bench.codec import CODEC
from bench.names import private_channel
from bench.rows import Row
from bench.stand_in import Beside, answering, found_at
from functions.ws.frame import serve
from shared.adapters.dynamodb.subscriptions import DynamoDbSubscriptions
from shared.adapters.memory.log import InMemoryLog
from shared.application.channels.ports import Subscriber
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.runtime.bootstrap import Application
from shared.runtime.settings import read_settings
from shared.wire.api_gateway import Event
from tests.ports.valkey_server import valkey_server

NAME = "Lambda's `message`, warm: an answer with one listener"
ANSWERS = 20
"""Answers in a round, by one player; each round has its own connection, as frames are limited."""

ROUNDS = 6
QUEUES = ("deferred", "leaderboard", "default")
CLIENTS = {"lean": "the own clients", "botocore": "botocore"}
REACH = {
    "CPU": "(to reach: 0.3)",
    "AWS": "(to reach: 3)",
}


class _Counting:
    """Counts the calls of a client."""

    def __init__(self, client: object, calls: Counter[str]) -> None:
        self._client, self._calls = client, calls

    def __getattr__(self, name: str) -> object:
        found = getattr(self._client, name)

        def call(**request: object) -> object:
            self._calls[name] += 1
            return found(**request)

        return call


class _Lambda:
    """One environment of the function, with a player who has joined."""

    def __init__(self, parts: Application) -> None:
        self._parts, self.calls = parts, Counter[str]()
        for name in ("_dynamodb", "_management_api"):
            vars(parts)[name] = _Counting(getattr(parts, name), self.calls)
        vars(parts)["log"] = Beside(InMemoryLog(CODEC), parts.log)
        now = datetime.now(UTC)
        questions = tuple(Question(f"q{n}", "?", (str(n),)) for n in range(ROUNDS * ANSWERS))
        end = now + timedelta(hours=1)
        plan = ScheduleBattle(now, "b", "bench", now, end, questions, Rules())
        parts.handle(CODE_BATTLE, plan, by="op", command_id="schedule")
        join = JoinBattle(now, "b", "ann", "id1")
        parts.handle(CODE_BATTLE, join, by="id1", command_id="join")

    def answers(self, number: int) -> float:
        """Let the player answer; return the milliseconds of an answer."""
        self._parts.sessions.open(f"c{number}", datetime.now(UTC))
        events = [_event(number, number * ANSWERS + n) for n in range(ANSWERS)]
        began = process_time()
        replies = [serve(self._parts, each) for each in events]
        took = process_time() - began
        assert all('"correct":true' in each["body"] for each in replies), replies
        return took * 1000 / ANSWERS


def run() -> list[Row]:
    with _services() as environment, patch.dict(os.environ, environment):
        made = {}
        for client in CLIENTS:
            settings = read_settings(os.environ | {"RUMPUS_AWS_CLIENT": client})
            made[client] = _Lambda(Application(settings))
        for each in made.values():
            each.answers(0)
            each.calls.clear()
        rounds = [{who: each.answers(n) for who, each in made.items()} for n in range(1, ROUNDS)]
    return _rows(rounds, made["lean"].calls)


def _rows(rounds: Sequence[Mapping[str, float]], calls: Counter[str]) -> list[Row]:
    answers = (ROUNDS - 1) * ANSWERS
    rows: list[Row] = [
        (who, median(each[client] for each in rounds), "ms of CPU an answer")
        for client, who in CLIENTS.items()
    ]
    ratio = median(each["lean"] / each["botocore"] for each in rounds)
    rows += [
        ("  own clients / botocore", ratio, REACH["CPU"]),
        ("requests of AWS an answer", calls.total() / answers, REACH["AWS"]),
    ]
    return rows + [(f"  {name}", count / answers, "") for name, count in sorted(calls.items())]


@contextmanager
def _services() -> Iterator[dict[str, str]]:
    names = ("GetItem", "PutItem", "TransactWriteItems", "SendMessage")
    answers: dict[str, object] = {name: {} for name in names}
    listening = {"Items": [_listening()], "Count": 1, "ScannedCount": 1}
    with answering({**answers, "-": {}, "Query": listening}) as aws, valkey_server() as valkey:
        yield {
            **found_at(aws),
            "RUMPUS_STAGE": "bench",
            **{f"RUMPUS_{t.upper()}_TABLE": t for t in ("log", "players", "sockets", "views")},
            "RUMPUS_SOCKETS_URL": aws,
            "RUMPUS_VALKEY_URL": valkey,
            **{f"RUMPUS_QUEUE_{q.upper()}": f"{aws}/{q}" for q in QUEUES},
        }


def _listening() -> Mapping[str, Any]:
    """Return the row of one who listens and has everything yet: all rows are this one."""
    found: list[Mapping[str, Any]] = []

    class Table:
        @staticmethod
        def put_item(**request: Any) -> None:
            found.append(request["Item"])

    table: Any = Table()
    of_one = DynamoDbSubscriptions(table, "sockets", lambda: datetime.now(UTC))
    of_one.add(Subscriber(private_channel("b", "ann"), "c0", "ann", 1))
    return found[0]


def _event(number: int, question: int) -> Event:
    fields = {"id": f"a{question}", "room": "b", "question": f"q{question}"}
    frame = {"type": "codebattle.answer", **fields, "answer": str(question)}
    who = {"player_id": "id1", "username": "ann", "scopes": ""}
    told = {
        "requestContext": {
            "connectionId": f"c{number}",
            "eventType": "MESSAGE",
            "routeKey": "$default",
            "authorizer": who,
        },
        "body": encode(frame).decode(),
        "isBase64Encoded": False,
    }
    return cast("Event", told)
