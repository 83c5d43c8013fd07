"""Cold start: import and client creation of each handler's module tree, in fresh processes."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator

from bench.rows import Row
from bench.stand_in import answering

NAME = "Cold start (a fresh process: imports and clients, ms of wall time)"
RUNS = 9

ENVIRONMENT = {
    "RUMPUS_STAGE": "bench",
    **{
        f"RUMPUS_{name}": name.lower()
        for name in (
            "LOG_TABLE",
            "PLAYERS_TABLE",
            "SOCKETS_TABLE",
            "VIEWS_TABLE",
            "FAILED_BUCKET",
            "TOKEN_SECRET",
            "OPERATOR_KEY",
        )
    },
    "RUMPUS_VALKEY_URL": "redis://127.0.0.1:1",
    "RUMPUS_SOCKETS_URL": "http://127.0.0.1:1",
    "RUMPUS_WS_URL": "ws://127.0.0.1:1",
    **{
        f"RUMPUS_QUEUE_{name}": f"http://127.0.0.1:1/000000000000/{name.lower()}"
        for name in ("ATTACKS", "BROADCAST", "LEADERBOARD", "DEFAULT", "NOTIFICATIONS")
    },
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
}

MESSAGE = """
import functions.ws.message
from shared.runtime.bootstrap import application
from shared.runtime.warm import COMMANDS, build
build(application(), COMMANDS)
"""

BASELINES = {
    "bare interpreter": "pass",
    "boto3 with a DynamoDB client": "import boto3; boto3.client('dynamodb')",
    "msgspec with 5 Structs": (
        "import msgspec\nfor i in range(5): msgspec.defstruct(f'S{i}', ['a', 'b'])"
    ),
}


FIRST_PUT = f"""{MESSAGE}
from datetime import UTC, datetime
from shared.kernel.facts import Commit
commit = Commit("codebattle/b/player/p", 1, (), datetime.now(UTC), "p", "c", "d", {{}})
application().log.append(commit)
"""

BOTO3_PUT = """
import boto3
item = {"pk": {"S": "codebattle/b/player/p"}, "sk": {"N": "1"}, "facts": {"S": "[]"}}
condition = "attribute_not_exists(pk)"
client = boto3.client("dynamodb")
client.put_item(TableName="log", Item=item, ConditionExpression=condition)
"""
REACH = 0.6


def measure(code: str, *flags: str, clock: str = "perf_counter") -> tuple[float, str]:
    program = f"import time; start = time.{clock}()\n{code}\nprint(time.{clock}() - start)"
    environment = {**os.environ, **ENVIRONMENT}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(  # noqa: S603 - this interpreter and the programs above
        [sys.executable, *flags, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1]) * 1000, done.stderr


def median(code: str) -> float:
    measure(code)
    return statistics.median(measure(code)[0] for _ in range(RUNS))


def costliest(code: str, count: int = 10) -> Iterator[tuple[str, float, str]]:
    """The imports with the greatest time of their own and their children, outermost packages."""
    _, report = measure(code, "-X", "importtime")
    found: dict[str, float] = {}
    for line in report.splitlines():
        match = re.match(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)", line)
        if match:
            package = match[4].split(".")[0]
            found[package] = found.get(package, 0) + int(match[1]) / 1000
    for name, cost in sorted(found.items(), key=lambda item: -item[1])[:count]:
        yield f"  imports of {name}", cost, "ms"


def run() -> list[tuple[str, float, str]]:
    rows = [("WebSocket message handler, modules and clients", median(MESSAGE), "ms")]
    rows.extend(costliest(MESSAGE))
    rows.extend((f"for scale: {label}", median(code), "ms") for label, code in BASELINES.items())
    with answering({"PutItem": {}}) as endpoint:
        return rows + _first_puts(endpoint)


def _first_puts(endpoint: str) -> list[Row]:
    """Processor time up to the first put, in turn."""
    ENVIRONMENT["AWS_ENDPOINT_URL"] = endpoint
    rounds = [
        [measure(code, clock="process_time")[0] for code in (FIRST_PUT, BOTO3_PUT)]
        for _ in range(RUNS)
    ]
    return [
        ("message handler and its first put", statistics.median(x for x, _ in rounds), "ms of CPU"),
        ("boto3's client and its first put", statistics.median(x for _, x in rounds), "ms of CPU"),
        (
            "  message handler / boto3",
            statistics.median(x / y for x, y in rounds),
            f"(to reach: {REACH})",
        ),
    ]
