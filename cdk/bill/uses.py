"""What a month's traffic uses on a stage, beside what the stage uses by being there.

Amounts of a command are counted (`units.json`). What is modelled stands here as a constant with its
reason: no template and no run on one machine says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import ceil

from msgspec import Struct

from cdk.bill.idle import idle, is_traced
from cdk.bill.stage import Properties, Stage, short
from cdk.bill.traffic import BadProfile, Traffic
from cdk.bill.units import Units, kinds
from cdk.bill.use import GIGABYTE, HOURS, SECONDS, Use, of

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

COMMIT_SECONDS = {"rank": 0.010, "delivery": 0.010, "reward": 0.001}
"""A consumer's for a commit: five calls of Valkey and a read; the last only looks for an end."""

REQUESTS_OF_TASK = 250
"""A second, of the HTTP API's server: what a core answers (docs/benchmarks.md)."""

BATCH_SECONDS = 0.015
"""A consumer's for a batch beside that."""

BATCHES_A_SECOND = 1
"""Of each shard and parallel worker: so often Lambda asks a stream."""

TRADE_IO = 8
"""Requests to the database's storage for a trade: two pages read, and the log of six rows."""

TRADES_A_UNIT = 150
"""A second, of an Aurora unit: half of what a core of the bench does."""

PROFILE_BYTES = 400
"""Of an account in the table of players."""

ARCHIVED_BYTES = 1_750
"""Of a player's object, compressed."""

SQS_REQUESTS = 3
"""Of a message: sent, received and deleted."""

TCP_NEW, TCP_ACTIVE, TLS_NEW, TLS_ACTIVE = 800, 100_000, 50, 3_000
"""What an NLCU is worth in connections, new ones a second and those that are there."""

_TASK_OVER = 1
"""A task more than the sockets need, for one that dies."""


class Month(Struct, frozen=True):
    """A stage under a month's traffic."""

    stage: Stage
    traffic: Traffic
    units: Units

    def uses(self) -> Iterator[Use]:
        """Yield all; raises BadProfile for a command that nobody has counted."""
        yield from idle(self.stage, more_tasks=self.more_tasks)
        if self.traffic.players:
            yield from self._log()
            yield from self._stream()
            yield from self._cache()
            yield from self._queues()
            yield from (self._gateway() if self._is_gateway else self._functions())
            yield from self._http()
            yield from self._economy()
        yield from self._kept()

    @property
    def gateways(self) -> float:
        """Tasks that hold the sockets while they are there; 0 for a crowd on functions."""
        if not (self.traffic.players and self._is_gateway):
            return 0
        return ceil(self.traffic.players / self.traffic.sockets_of_task) + _TASK_OVER

    @property
    def more_tasks(self) -> float:
        """On average over the month, beside the fewest of each fleet."""
        fewest = self._fewest
        wanted = [self.gateways, ceil(self._requests_a_second / REQUESTS_OF_TASK)]
        more = sum(max(each - fewest, 0) for each in wanted[: 2 if self._has_web else 1])
        return more * self.traffic.hours / HOURS

    @property
    def commits(self) -> float:
        """Change records of the month."""
        return self._amounts["change"]

    @property
    def _is_gateway(self) -> bool:
        return self.traffic.home == "gateway"

    @property
    def _has_web(self) -> bool:
        return "web" in self.stage.workloads

    @property
    def _fewest(self) -> int:
        fleets = self.stage.of("ApplicationAutoScaling::ScalableTarget")
        if self.gateways and "gateway" not in self.stage.workloads:
            raise BadProfile("The stage has no gateways: say home: functions, or -c gateway=on.")
        return min((int(each["MinCapacity"]) for each in fleets), default=0)

    @property
    def _connects(self) -> float:
        return self.traffic.player_seconds / (self.traffic.stay_minutes * 60)

    @property
    def _amounts(self) -> Counter[str]:
        """All that commands and new connections use, of each kind."""
        amounts: Counter[str] = Counter()
        self._add(amounts, f"connect {self.traffic.home}", self._connects)
        for command, hourly in self.traffic.commands.items():
            times = self.traffic.players * self.traffic.hours * hourly
            for where in (self.traffic.home, "consumers"):
                if command not in kinds(self.units):
                    known = ", ".join(sorted(kinds(self.units)))
                    raise BadProfile(f"Nobody has counted {command}; there are {known}.")
                self._add(amounts, f"{command} {where}", times)
        return amounts

    def _add(self, amounts: Counter[str], what: str, times: float) -> None:
        for name, amount in self.units.get(what, {}).items():
            amounts[name] += amount * times  # type: ignore[assignment] # fractions of units

    def _log(self) -> Iterator[Use]:
        amounts = self._amounts
        gigabytes = amounts["stored bytes"] * self.traffic.kept_months / GIGABYTE
        yield from of(
            "table log",
            {
                "dynamodb.write": amounts["log.write"],
                "dynamodb.read": amounts["log.read"],
                "dynamodb.change": amounts["change"],
                "dynamodb.storage": gigabytes,
                "dynamodb.recovery": gigabytes if self._is_recovered("log") else 0,
            },
        )
        for table in ("players", "sockets", "views"):
            written = {"dynamodb.write": amounts[f"{table}.write"]}
            yield from of(f"table {table}", written | {"dynamodb.read": amounts[f"{table}.read"]})

    def _stream(self) -> Iterator[Use]:
        """Each consumer of the log is called for what came since it was called last."""
        yield from of("streams", {"kinesis.put": self.commits})
        shards = max(each["ShardCount"] for each in self.stage.of("Kinesis::Stream"))
        for mapping in self.stage.of("Lambda::EventSourceMapping"):
            function = self.stage.properties(mapping["FunctionName"]["Ref"])
            seconds = COMMIT_SECONDS.get(short(function["FunctionName"]))
            if seconds is not None:
                workers = shards * mapping["ParallelizationFactor"] * BATCHES_A_SECOND
                busy = self.traffic.hours * 3600 / max(mapping["MaximumBatchingWindowInSeconds"], 1)
                calls = min(self.commits, busy * workers)
                took = self.commits * seconds + calls * BATCH_SECONDS
                yield from _invoked(function, calls, took)

    def _cache(self) -> Iterator[Use]:
        amounts, traffic = self._amounts, self.traffic
        units = max(amounts["valkey commands"], amounts["valkey bytes"] / 1024)
        more = traffic.players * ACTIVE_BYTES / GIGABYTE * traffic.hours
        yield from of("cache", {"valkey.unit": units, "valkey.storage": more})

    def _queues(self) -> Iterator[Use]:
        """A board ticks each second while something changes on it."""
        ticks = min(self.commits, self.traffic.rooms * self.traffic.room_minutes * 60)
        for queue in ("deferred", "leaderboard", "default"):
            messages = ticks if queue == "leaderboard" else self._amounts[f"queue.{queue}"]
            rate = "sqs.fifo_request" if queue == "deferred" else "sqs.request"
            yield from of(f"queue {queue}", {rate: messages * SQS_REQUESTS})
            yield from self._called(queue, messages, FRAME_SECONDS)

    def _gateway(self) -> Iterator[Use]:
        traffic, amounts = self.traffic, self._amounts
        frames = amounts["frame bytes"] + amounts["frames"] * HEADERS
        gigabytes = (frames + traffic.pushed_bytes * traffic.player_seconds) / GIGABYTE
        yield from of("egress", {"egress": gigabytes})
        logins = traffic.player_seconds / (LOGINS_MINUTES * 60)
        yield from of("table sockets", {"dynamodb.read": logins})
        yield from of("load balancer", {"balancer.unit": self._balancer_units(gigabytes)})

    def _balancer_units(self, gigabytes: float) -> float:
        """Whichever is used most is paid for, by the hour; less than one is one."""
        traffic = self.traffic
        tls = any(each["Protocol"] == "TLS" for each in self._listeners)
        new, active = (TLS_NEW, TLS_ACTIVE) if tls else (TCP_NEW, TCP_ACTIVE)
        busy_seconds = traffic.hours * 3600
        used = max(
            self._connects / busy_seconds / new,
            traffic.players / active,
            gigabytes / traffic.hours,
        )
        return used * traffic.hours

    @property
    def _listeners(self) -> list[Properties]:
        return self.stage.of("ElasticLoadBalancingV2::Listener")

    def _functions(self) -> Iterator[Use]:
        traffic, amounts = self.traffic, self._amounts
        kept = traffic.player_seconds / (KEEP_ALIVE_MINUTES * 60)
        pushes = traffic.pushes * traffic.player_seconds
        frames = amounts["message"] + kept
        messages = frames + amounts["answer"] + amounts["post"] + pushes
        minutes = traffic.player_seconds / 60
        yield from of("API of sockets", {"api.message": messages, "api.minute": minutes})
        yield from of("logs", {"logs.in": self._connects * 2 * REQUEST_LOGGED / GIGABYTE})
        yield from self._called("message", frames, FRAME_SECONDS)
        yield from self._called("connect", 2 * self._connects, FRAME_SECONDS)
        yield from self._called("authorize", self._connects, FRAME_SECONDS)
        yield from self._called("broadcast", pushes / 500, 500 * POST_SECONDS)
        sent = amounts["post bytes"] + traffic.pushed_bytes * traffic.player_seconds
        yield from of("egress", {"egress": sent / GIGABYTE})

    @property
    def _requests(self) -> float:
        """A ticket is asked for before each connection."""
        return self.traffic.requests * self.traffic.players * self.traffic.hours + self._connects

    @property
    def _requests_a_second(self) -> float:
        return self._requests / (self.traffic.hours * 3600) if self.traffic.players else 0

    def _http(self) -> Iterator[Use]:
        if self._has_web:
            return
        yield from of("HTTP API", {"api.http": self._requests})
        yield from of("logs", {"logs.in": self._requests * REQUEST_LOGGED / GIGABYTE})
        yield from self._called("http", self._requests, FRAME_SECONDS)

    def _economy(self) -> Iterator[Use]:
        trades = self.traffic.trades * self.traffic.players * self.traffic.hours
        instances = len(self.stage.of("RDS::DBInstance"))
        units = trades / TRADES_A_UNIT / 3600 * instances
        yield from of("database", {"aurora.io": trades * TRADE_IO, "aurora.unit": units})

    def _kept(self) -> Iterator[Use]:
        traffic = self.traffic
        rows = (traffic.kept_players - traffic.archived) * PROFILE_BYTES / GIGABYTE
        yield from of("table players", {"dynamodb.storage": max(rows, 0)})
        moved = traffic.archived_or_back
        yield from of(
            "archive",
            {
                "s3.storage": traffic.archived * ARCHIVED_BYTES / GIGABYTE,
                "s3.put": moved,
                "s3.get": moved,
                "dynamodb.write": 2 * moved,
            },
        )

    def _is_recovered(self, table: str) -> bool:
        return any(
            each["TableName"].endswith(f"-{table}")
            and each.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
            for each in self.stage.of("DynamoDB::Table")
        )

    def _called(self, workload: str, calls: float, seconds: float) -> Iterator[Use]:
        function = self.stage.workloads.get(workload)
        if function is not None and "MemorySize" in function:
            yield from _invoked(function, calls, calls * seconds)


def _invoked(function: Properties, calls: float, seconds: float) -> Iterator[Use]:
    name = f"function {short(function['FunctionName'])}"
    gigabytes = function["MemorySize"] / 1024
    logged = {"logs.lambda_in": calls * INVOCATION_LOGGED / GIGABYTE}
    yield from of(name, {"lambda.request": calls, "lambda.gb_second": seconds * gigabytes})
    yield from of("logs", logged)
    if is_traced(function):
        yield from of("traces", {"trace": min(calls, SECONDS + (calls - SECONDS) * 0.05)})
