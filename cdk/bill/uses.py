"""Computes what a month's traffic uses on a stage, besides what the stage uses without players.

Amounts of commands are counted (`units.json`); assumptions are in `modelled.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdk.bill.boards import boards
from cdk.bill.idle import idle, is_traced
from cdk.bill.journal import journal
from cdk.bill.modelled import (
    ACTIVE_BYTES,
    ARCHIVED_BYTES,
    BATCHES_A_SECOND,
    CONSUMERS,
    FRAME_SECONDS,
    FREEZE_IO,
    HEADER_BYTES,
    HEADERS,
    INVOCATION_LOGGED,
    LOGINS_MINUTES,
    POST_SECONDS,
    PROFILE_BYTES,
    REQUEST_LOGGED,
    ROWS_BYTES,
    SQS_REQUESTS,
    TCP_ACTIVE,
    TCP_NEW,
    THAW_IO,
    TLS_ACTIVE,
    TLS_NEW,
    TRADE_IO,
    TRADES_A_UNIT,
    consumer_seconds,
)
from cdk.bill.month import Month
from cdk.bill.sinks import sinks
from cdk.bill.stage import Properties, short
from cdk.bill.use import GIGABYTE, SECONDS, Use, used


def uses(month: Month) -> Iterator[Use]:
    """Yield all uses; raise BadProfile or UnknownPrice."""
    month.check()
    found = list(_uses(month))
    yield from found
    yield from sinks(month.stage, found)


def _uses(month: Month) -> Iterator[Use]:
    yield from idle(month.stage, more_tasks=month.more_tasks)
    if month.traffic.players:
        yield from _log(month)
        yield from journal(
            month.packed,
            month.packed_bytes,
            month.busy_seconds,
            month.owners,
            month.more_owners,
            month.traffic.kept_months,
        )
        yield from _stream(month)
        yield from _cache(month)
        yield from _queues(month)
        yield from boards(month)
        yield from (_gateway(month) if month.is_gateway else _functions(month))
        yield from _http(month)
        yield from _economy(month)
    yield from _kept(month)


def _log(month: Month) -> Iterator[Use]:
    amounts = month.amounts
    gigabytes = amounts["stored bytes"] * month.traffic.kept_months / GIGABYTE
    yield from used(
        "table log",
        {
            "dynamodb.write": amounts["log.write"],
            "dynamodb.read": amounts["log.read"],
            "dynamodb.change": amounts["change"] + amounts["snapshot change"],
            "dynamodb.storage": gigabytes,
            "dynamodb.recovery": gigabytes if _is_recovered(month, "log") else 0,
        },
    )
    for table in ("players", "sockets", "views"):
        written = {"dynamodb.write": amounts[f"{table}.write"]}
        yield from used(f"table {table}", written | {"dynamodb.read": amounts[f"{table}.read"]})


def _stream(month: Month) -> Iterator[Use]:
    """Yield the consumers' uses: each invocation gets the records since the last one."""
    yield from used("streams", {"kinesis.put": month.records})
    shards = max(each["ShardCount"] for each in month.stage.of("Kinesis::Stream"))
    for mapping in month.stage.of("Lambda::EventSourceMapping"):
        function = month.stage.properties(mapping["FunctionName"]["Ref"])
        name = short(function["FunctionName"])
        if name in CONSUMERS:
            workers = shards * mapping["ParallelizationFactor"] * BATCHES_A_SECOND
            busy = month.traffic.hours * 3600 / max(mapping["MaximumBatchingWindowInSeconds"], 1)
            batches = min(month.records, busy * workers)
            took = consumer_seconds(month.amounts[f"{name} calls"], month.commits, batches)
            yield from _invoked(function, batches, took)
            read = month.units.get(f"batch {name}", {}).get("sockets.read", 0)
            yield from used("table sockets", {"dynamodb.read": batches * read})


def _cache(month: Month) -> Iterator[Use]:
    traffic = month.traffic
    units = month.cache_units
    more = traffic.players * ACTIVE_BYTES / GIGABYTE * traffic.hours
    yield from used("cache", {"valkey.unit": units, "valkey.storage": more})


def _queues(month: Month) -> Iterator[Use]:
    """Yield the queues' uses: a board ticks each second while it changes, and is stored rarely."""
    board = {"leaderboard": month.ticks, "default": month.stores}
    for queue in ("deferred", "leaderboard", "default"):
        messages = month.amounts[f"queue.{queue}"] + board.get(queue, 0)
        rate = "sqs.fifo_request" if queue == "deferred" else "sqs.request"
        yield from used(f"queue {queue}", {rate: messages * SQS_REQUESTS})
        yield from _called(month, queue, messages, FRAME_SECONDS)


def _gateway(month: Month) -> Iterator[Use]:
    traffic, amounts = month.traffic, month.amounts
    frames = amounts["frame bytes"] + amounts["frames"] * HEADERS
    gigabytes = (frames + traffic.pushed_bytes * traffic.player_seconds) / GIGABYTE
    yield from used("egress", {"egress": gigabytes})
    logins = traffic.player_seconds / (LOGINS_MINUTES * 60)
    yield from used("table sockets", {"dynamodb.read": logins})
    yield from used("load balancer", {"balancer.unit": _balancer_units(month, gigabytes)})


def _balancer_units(month: Month, gigabytes: float) -> float:
    """Return the NLCU-hours, for which only the dimension that is used most counts."""
    traffic = month.traffic
    tls = any(
        each["Protocol"] == "TLS" for each in month.stage.of("ElasticLoadBalancingV2::Listener")
    )
    new, active = (TLS_NEW, TLS_ACTIVE) if tls else (TCP_NEW, TCP_ACTIVE)
    busy_seconds = month.busy_seconds
    units = max(
        month.connects / busy_seconds / new,
        traffic.players / active,
        gigabytes / traffic.hours,
    )
    return units * traffic.hours


def _functions(month: Month) -> Iterator[Use]:
    traffic, amounts, frames, pushes = month.traffic, month.amounts, month.frames, month.pushes
    minutes = traffic.player_seconds / 60
    yield from used("API of sockets", {"api.message": month.messages, "api.minute": minutes})
    yield from used("logs", {"logs.in": month.connects * 2 * REQUEST_LOGGED / GIGABYTE})
    yield from _called(month, "message", frames, FRAME_SECONDS)
    yield from _called(month, "connect", 2 * month.connects, FRAME_SECONDS)
    yield from _called(month, "authorize", month.connects, FRAME_SECONDS)
    yield from _called(month, "broadcast", pushes / 500, 500 * POST_SECONDS)
    sent = amounts["post bytes"] + traffic.pushed_bytes * traffic.player_seconds
    yield from used("egress", {"egress": sent / GIGABYTE})


def _http(month: Month) -> Iterator[Use]:
    if month.has_web:
        return
    yield from used("HTTP API", {"api.http": month.requests})
    yield from used("logs", {"logs.in": month.requests * REQUEST_LOGGED / GIGABYTE})
    yield from _called(month, "http", month.requests, FRAME_SECONDS)


def _economy(month: Month) -> Iterator[Use]:
    trades = month.traffic.trades * month.traffic.players * month.traffic.hours
    instances = len(month.stage.of("RDS::DBInstance"))
    units = trades / TRADES_A_UNIT / 3600 * instances
    yield from used("database", {"aurora.io": trades * TRADE_IO, "aurora.unit": units})


def _kept(month: Month) -> Iterator[Use]:
    traffic = month.traffic
    rows = (traffic.kept_players - traffic.archived) * PROFILE_BYTES / GIGABYTE
    yield from used("table players", {"dynamodb.storage": max(rows, 0)})
    here = max(traffic.kept_players - traffic.archived, 0) * ROWS_BYTES
    headers = traffic.kept_players * HEADER_BYTES
    yield from used("rows of players", {"aurora.storage": (here + headers) / GIGABYTE})
    moved = traffic.archived_or_back
    yield from used(
        "archive",
        {
            "s3.storage": traffic.archived * ARCHIVED_BYTES / GIGABYTE,
            "s3.put": moved,
            "s3.get": moved,
            "aurora.io": moved * (FREEZE_IO + THAW_IO) / 2,
        },
    )


def _is_recovered(month: Month, table: str) -> bool:
    return any(
        each["TableName"].endswith(f"-{table}")
        and each.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
        for each in month.stage.of("DynamoDB::Table")
    )


def _called(month: Month, workload: str, calls: float, seconds: float) -> Iterator[Use]:
    function = month.stage.workloads.get(workload)
    if function is not None and "MemorySize" in function:
        yield from _invoked(function, calls, calls * seconds)


def _invoked(function: Properties, calls: float, seconds: float) -> Iterator[Use]:
    name = f"function {short(function['FunctionName'])}"
    gigabytes = function["MemorySize"] / 1024
    logged = {"logs.lambda_in": calls * INVOCATION_LOGGED / GIGABYTE}
    yield from used(name, {"lambda.request": calls, "lambda.gb_second": seconds * gigabytes})
    yield from used("logs", logged)
    if is_traced(function):
        yield from used("traces", {"trace": min(calls, SECONDS + (calls - SECONDS) * 0.05)})
