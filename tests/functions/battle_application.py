"""The application on twins with a battle in it, and Lambda's protocol around its consumers."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

from shared.adapters.memory.failed_records import InMemoryFailedRecords
from shared.adapters.memory.queues import InMemoryQueues
from shared.application.channels.ports import Subscriber
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.facts import Commit
from shared.runtime.once import once
from tests.codec import encode_commit
from tests.memory import START, MemoryApplication
from tests.names import private_channel

BATTLE = "b1"
ROOM = battle_stream(BATTLE)
PLAYERS = ("ana", "bo", "cy")

type Response = dict[str, list[dict[str, str]]]


def recorded(name: str) -> dict[str, Any]:
    """An event as AWS sent it."""
    text = (Path(__file__).parent / "events" / f"{name}.json").read_text()
    event: dict[str, Any] = json.loads(text)
    return event


class BattleApplication(MemoryApplication):
    """Commands are handled without the fast path, so that the consumers have all to do."""

    fast_path = False

    @once
    def queues(self) -> InMemoryQueues:
        return InMemoryQueues(self.time)

    @once
    def failed_records(self) -> InMemoryFailedRecords:
        return InMemoryFailedRecords()

    def publish(self, commits: Sequence[Commit]) -> None:
        if self.fast_path:
            super().publish(commits)

    def down(self, *, down: bool) -> None:
        """Take the cache away, or give it back."""
        self.leaderboard.down = self.coordination.down = down

    def schedule(self) -> None:
        questions = tuple(Question(f"q{n}", "?", ("!",), points=n) for n in range(1, 6))
        ends_at = START + timedelta(minutes=10)
        rules = Rules(shields_at_start=0, arrows_at_start=5)
        self.run(c.ScheduleBattle(START, BATTLE, "A test", START, ends_at, questions, rules), "s")

    def play(self) -> None:
        """All join, answer and attack; the points end as ana 3, bo 1, cy 0."""
        self.schedule()
        for name in PLAYERS:
            self.run(c.JoinBattle(self.tick(), BATTLE, name, f"p-{name}"), f"join-{name}")
        self.run(c.Answer(self.tick(), BATTLE, "ana", "q3", "!"), "a1")
        self.run(c.Answer(self.tick(), BATTLE, "bo", "q2", "!"), "a2")
        self.run(c.Attack(self.tick(), BATTLE, "ana", "bo"), "a3")
        self.run(c.Answer(self.tick(), BATTLE, "cy", "q1", "?"), "a4")

    def run(self, command: Any, command_id: str) -> None:
        by = "p-" + getattr(command, "username", "op")
        self.handle(CODE_BATTLE, command, by=by, command_id=command_id)

    def tick(self) -> Any:
        self.time.pass_seconds(1)
        return self.time.now

    def listen(self, name: str) -> None:
        """Subscribe a participant's connection, named like it, to its private channel."""
        self.subscriptions.add(Subscriber(private_channel(BATTLE, name), name, name))

    def commits(self) -> list[Commit]:
        streams = [ROOM, *(participant_stream(BATTLE, each) for each in PLAYERS)]
        return [commit for stream in streams for commit in self.log.read(stream)]

    def commits_of(self, name: str) -> list[Commit]:
        return list(self.log.read(participant_stream(BATTLE, name)))

    def board(self) -> list[tuple[str, int]]:
        return [(each.member, each.points) for each in self.leaderboard.top(ROOM)]

    def offsets(self, name: str) -> list[int]:
        return [frame["offset"] for frame in self.sockets.sent.get(name, [])]


class Shard:
    """A shard that Lambda reads: what fails is delivered again from its checkpoint on."""

    def __init__(self, datas: Iterable[bytes] = ()) -> None:
        (self._template,) = recorded("kinesis")["Records"]
        self.records: list[dict[str, Any]] = []
        self.checkpoint = 0
        for data in datas:
            self.put(data)

    def put(self, data: bytes) -> None:
        number = len(self.records) + 1
        record = deepcopy(self._template)
        record["eventID"] = f"shardId-000000000000:{number}"
        record["kinesis"] |= {
            "sequenceNumber": str(number),
            "data": b64encode(data).decode(),
            "approximateArrivalTimestamp": START.timestamp(),
        }
        self.records.append(record)

    def deliver(
        self,
        consume: Callable[[dict[str, Any]], Response],
        *,
        size: int = 100,
        killed: bool = False,
    ) -> bool:
        """Hand over one batch; `killed` ends the process before its answer. False at the end."""
        batch = self.records[self.checkpoint : self.checkpoint + size]
        if not batch:
            return False
        response = consume({"Records": deepcopy(batch)})
        if not killed:
            failed = {int(each["itemIdentifier"]) for each in response["batchItemFailures"]}
            self.checkpoint = min(failed) - 1 if failed else self.checkpoint + len(batch)
        return True


def change(commit: Commit, name: str = "INSERT") -> bytes:
    """The change record of a commit, as DynamoDB puts it into the stream."""
    item = encode_commit(commit)
    image = {"Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item}
    return json.dumps({"eventName": name, "dynamodb": image, "tableName": "log"}).encode()


def message(body: str, *, tried: int = 1, event: str = "sqs") -> dict[str, Any]:
    """An event with one message of a queue."""
    made = recorded(event)
    made["Records"][0]["body"] = body
    made["Records"][0]["attributes"]["ApproximateReceiveCount"] = str(tried)
    return made
