"""DynamoDB without a database: a program in C that answers at once, and a log that writes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec.json import encode

from bench.commands import NOW, Battle
from bench.gateway.processes import cores, program, running
from shared.adapters.dynamodb.log import MOST_STATEMENTS
from shared.application.commands.ports import Log
from shared.application.players.ports import Ticket
from shared.games.codebattle.commands import Answer
from shared.kernel.facts import Commit
from shared.kernel.players import Identity

PAGE = 16
ANN = Identity("id1", "ann")

KEYS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_SESSION_TOKEN": "bench" * 100,  # as long as that of a role
    "AWS_DEFAULT_REGION": "us-east-1",
}


def found_at(endpoint: str) -> Mapping[str, str]:
    """Return the environment of a client."""
    return {**KEYS, "AWS_ENDPOINT_URL": endpoint}


def right_answer() -> Commit:
    """Return what a right answer writes."""
    battle = Battle()
    battle.handle(Answer(NOW, "b", "p1", "q1", "1"))
    return battle.log.latest("codebattle/b/player/p1", 1)[0]


def stand_in(item: Mapping[str, Any]) -> AbstractContextManager[str]:
    """Run bench/c/dynamodb.c with answers of real items."""
    ticket = encode(Ticket("hash", ANN, NOW)).decode()
    answers: dict[str, object] = {
        "PutItem": {},
        "DeleteItem": {},
        "GetItem": {"Item": {"pk": {"S": "-"}, "sk": {"S": "-"}, "body": {"S": ticket}}},
        "TransactWriteItems": {},
        "-": {},
        "Query": {"Items": [item] * PAGE, "Count": PAGE, "ScannedCount": PAGE},
        "BatchExecuteStatement": {"Responses": [{"TableName": "log"}] * MOST_STATEMENTS},
    }
    return answering(answers)


@contextmanager
def answering(answers: Mapping[str, object]) -> Iterator[str]:
    """Run bench/c/dynamodb.c with an answer for each operation; yield its address."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers"
        file.write_bytes(b"".join(b"%s %s\n" % (k.encode(), encode(v)) for k, v in answers.items()))
        argv = [program("dynamodb", "dynamodb.c"), str(file)]
        with running(argv, cores()[1]) as server:
            yield f"http://127.0.0.1:{int(server.line())}"


class Beside:
    """Writes to DynamoDB too; reads are of the log in memory."""

    def __init__(self, memory: Log, written: Log) -> None:
        self._memory, self._written = memory, written
        self.latest, self.read, self.streams = memory.latest, memory.read, memory.streams

    def append(self, *commits: Commit) -> None:
        self._written.append(*commits)
        self._memory.append(*commits)

    def append_each(self, appends: Sequence[Sequence[Commit]]) -> Sequence[Exception | None]:
        failures = self._written.append_each(appends)
        assert not any(failures)
        return self._memory.append_each(appends)
