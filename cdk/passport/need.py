"""Computes what a stage and a crowd need of an account: the month's peak, by quota."""

from __future__ import annotations

from collections.abc import Iterator

from cdk.bill.modelled import FRAME_SECONDS
from cdk.bill.month import Month
from cdk.bill.stage import Stage
from cdk.passport.quotas import KEPT_BY_LAMBDA

TABLES = ("log", "players", "sockets", "views")


def needs(month: Month) -> dict[str, float]:
    """Return the need for each quota that the stage or its crowd uses."""
    found = {**dict(_stage(month)), **dict(_crowd(month))}
    return {key: amount for key, amount in found.items() if amount}


def _stage(month: Month) -> Iterator[tuple[str, float]]:
    """Yield the needs without players; a deploy starts fleets' fewest tasks beside old ones."""
    stage = month.stage
    functions = stage.of("Lambda::Function")
    reserved = sum(each.get("ReservedConcurrentExecutions", 0) for each in functions)
    yield "lambda.executions", KEPT_BY_LAMBDA + reserved + month.executions
    yield "kinesis.shards", sum(each["ShardCount"] for each in stage.of("Kinesis::Stream"))
    yield "vpc.vpcs", len(stage.of("EC2::VPC"))
    yield "ec2.addresses", len(stage.of("EC2::EIP"))
    fleets = stage.of("ApplicationAutoScaling::ScalableTarget")
    fewest = sum(each["MinCapacity"] for each in fleets) + _lone(stage)
    yield "fargate.processors", max(2 * fewest, fewest + month.more_at_once)


def _lone(stage: Stage) -> float:
    """Return the processors of tasks that nothing scales."""
    services = stage.services("FARGATE")
    sizes = [stage.properties(each["TaskDefinition"]["Ref"])["Cpu"] for each in services]
    return sum(int(each) for each in sizes) / 1024


def _crowd(month: Month) -> Iterator[tuple[str, float]]:
    """Yield the needs while the crowd is there."""
    traffic = month.traffic
    if not traffic.players:
        return
    seconds = traffic.hours * 3600
    amounts = month.amounts
    yield "dynamodb.table_writes", max(amounts[f"{each}.write"] for each in TABLES) / seconds
    yield "dynamodb.table_reads", max(amounts[f"{each}.read"] for each in TABLES) / seconds
    shards = max(each["ShardCount"] for each in month.stage.of("Kinesis::Stream"))
    yield "kinesis.shard_records", month.records / seconds / shards
    yield "kinesis.shard_bytes", amounts["change bytes"] / seconds / shards
    yield "valkey.units", month.cache_units / seconds / max(month.rooms_at_once, 1)
    yield "elb.targets", month.gateways
    connects = traffic.players / traffic.come_seconds
    if traffic.home == "functions":
        yield "api.connections", connects
        yield "api.connections_burst", min(connects, traffic.players)
    requests = month.api_requests / seconds
    yield "api.requests", requests
    yield "api.burst", min(requests, traffic.players * max(traffic.pushes, FRAME_SECONDS))
