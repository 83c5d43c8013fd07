"""What a call of DynamoDB or a post costs its client, and a command, in processor time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import batched
from statistics import median
from typing import Any

from msgspec import Struct

from bench.codec import CODEC, encode_commit
from bench.commands import NOW, Battle
from bench.rows import Row
from bench.stand_in import ANN, KEYS, PAGE, Beside, found_at, right_answer, stand_in
from shared.adapters.dynamodb.client import DynamoDbClient
from shared.adapters.dynamodb.connections import DynamoDbConnections
from shared.adapters.dynamodb.log import MOST_STATEMENTS, DynamoDbLog
from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.tickets import DynamoDbTickets
from shared.adapters.sockets.apigateway import ManagementClient
from shared.application.commands.handle_group import handle_group
from shared.application.commands.request import CommandRequest, ask
from shared.application.players.ports import Connection
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, Attack
from shared.runtime.aws import client
from shared.runtime.lean import dynamodb, management_api

NAME = "Clients of DynamoDB and connections: processor time of this process, against a stand-in"
ROUNDS = 7
CALLS = 60
"""Calls of each kind, for each client in each round."""

PATH_ROUNDS = 5
PLAYERS = 100
"""Players who answer in a round of the whole path, in groups of 25."""

FRAME = b'{"type":"message","channel":"codebattle/b/board","offset":17,"data":{"kind":"answered"}}'


class Aws(Struct, frozen=True):
    """The clients of one kind."""

    dynamodb: DynamoDbClient
    management_api: ManagementClient


type Call = Callable[[Aws, Mapping[str, Any]], object]


def run() -> list[Row]:
    item = encode_commit(right_answer())
    os.environ.update(KEYS)
    with stand_in(item) as endpoint:
        stage, environment = f"{endpoint}/live", found_at(endpoint)
        posts = client("apigatewaymanagementapi", stage, attempts=1)
        clients = {
            "botocore": Aws(client("dynamodb", endpoint), posts),
            "lean": Aws(dynamodb(environment), management_api(stage, environment)),
        }
        rows = [row for each in _CALLS.items() for row in _call(clients, item, each)]
        return rows + _path(clients)


def _put(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"TableName": "log", "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}


def _query(aws: Aws, item: Mapping[str, Any]) -> object:
    return aws.dynamodb.query(
        TableName="log",
        KeyConditionExpression="pk = :stream AND sk > :after",
        ExpressionAttributeValues={":stream": item["pk"], ":after": {"N": "0"}},
        ConsistentRead=True,
        ScanIndexForward=False,
        Limit=PAGE,
    )


def _batch(aws: Aws, item: Mapping[str, Any]) -> object:
    fields = ", ".join(f"'{name}': ?" for name in item)
    statement = f'INSERT INTO "log" VALUE {{{fields}}}'
    each = {"Statement": statement, "Parameters": list(item.values())}
    return aws.dynamodb.batch_execute_statement(Statements=[each] * MOST_STATEMENTS)


def _post(aws: Aws, _: Mapping[str, Any]) -> object:
    return aws.management_api.post_to_connection(ConnectionId="L0SM9cOFvHcCIhw=", Data=FRAME)


def _connect(aws: Aws, _: Mapping[str, Any]) -> object:
    """What lets a player in: a get and a delete, a put, a get and a conditional put."""
    rows = Rows(aws.dynamodb, "sockets")
    DynamoDbTickets(rows).redeem("hash")
    DynamoDbConnections(rows).open(Connection("c1", ANN, NOW))
    return DynamoDbLogins(rows, lambda: NOW).take_over(ANN.player_id, "c1")


_CALLS: Mapping[str, tuple[Call, int]] = {
    "put of a commit": (lambda aws, item: aws.dynamodb.put_item(**_put(item)), 20),
    f"query of {PAGE}": (_query, 14),
    "transaction of 2": (
        lambda aws, item: aws.dynamodb.transact_write_items(
            TransactItems=[{"Put": _put(item)}] * 2
        ),
        18,
    ),
    f"batch of {MOST_STATEMENTS} statements": (_batch, 25),
    "post to a connection": (_post, 20),
    "connect of a player, 5 requests": (_connect, 15),
}
"""A call, and how many times as dear it should be with botocore."""


def _call(
    clients: Mapping[str, Aws], item: Mapping[str, Any], measured: tuple[str, tuple[Call, int]]
) -> Iterator[Row]:
    name, (call, reach) = measured
    for each in clients.values():
        call(each, item)

    def often(aws: Aws) -> float:
        return _milliseconds(lambda: [call(aws, item) for _ in range(CALLS)]) / CALLS

    rounds = [{who: often(each) for who, each in clients.items()} for _ in range(ROUNDS)]
    for who in clients:
        yield f"{name}, {who}", median(each[who] for each in rounds), "ms"
    ratio = median(each["botocore"] / each["lean"] for each in rounds)
    yield "  botocore / lean", ratio, f"(to reach: {reach})"


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def _path(clients: Mapping[str, Aws]) -> list[Row]:
    battles = {"memory alone": Battle()}
    for who, each in clients.items():
        battles[who] = battle = Battle()
        battle.log = Beside(battle.log, DynamoDbLog(each.dynamodb, "log", CODEC))
    rounds = [
        {
            way: {
                who: _milliseconds(partial(work, battle, number)) / PLAYERS
                for who, battle in battles.items()
            }
            for way, work in _WAYS.items()
        }
        for number in range(PATH_ROUNDS)
    ]
    return [row for way in _WAYS for row in _way(way, [each[way] for each in rounds])]


def _way(way: str, rounds: Sequence[Mapping[str, float]]) -> Iterator[Row]:
    for who in rounds[0]:
        yield f"{way}, {who}", median(each[who] for each in rounds), "ms a command"
    ratio = median(each["botocore"] / each["lean"] for each in rounds)
    yield "  botocore / lean", ratio, "(to reach: 8)" if way == ATTACKS else ""


def _answers(question: int) -> list[Answer]:
    return [Answer(NOW, "b", f"p{n}", f"q{question}", str(question)) for n in range(PLAYERS)]


def _one_by_one(battle: Battle, number: int) -> None:
    for each in _answers(2 * number):
        battle.handle(each)


def _attacks(battle: Battle, number: int) -> None:
    for n in range(PLAYERS):
        battle.handle(Attack(NOW, "b", f"p{n}", f"p{(n + number + 1) % PLAYERS}"))


def _in_groups(battle: Battle, number: int) -> None:
    for group in batched(_answers(2 * number + 1), MOST_STATEMENTS, strict=True):
        asked = [_asked(each) for each in group]
        assert not any(
            isinstance(each, Exception) for each in handle_group(battle.log, battle.cache, asked)
        )


ATTACKS = "attacks: two streams, a transaction"
_WAYS: Mapping[str, Callable[[Battle, int], None]] = {
    "an answer, handle_command": _one_by_one,
    "an answer, handle_group of 25": _in_groups,
    ATTACKS: _attacks,
}


def _asked(command: Answer) -> CommandRequest:
    by = f"id{command.username[1:]}"
    return ask(CODE_BATTLE, command, by, f"{command.username}-{command.question}")
