"""Refuses faulty configurations, with a sentence that says what to change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk.config import Config, RefusedConfiguration, runtime_of
from cdk.connections import connection_faults
from cdk.fleets import fleet_faults
from cdk.grants import ALLOWANCES
from cdk.production import production_faults
from shared.workload_kinds import (
    FEWEST_TRIES,
    Authorizer,
    Http,
    Queue,
    Stream,
    StreamSpec,
    Workload,
)

_HANDLER = re.compile(r"functions(\.[a-z_]+)+\.handler")
_MOST_SECONDS = 900  # Lambda's longest timeout
_FEWEST_WORKERS, _MOST_WORKERS = 2, 1000  # bounds of an SQS mapping's maximumConcurrency
_MOST_FIFO_BATCH = 10


def validate(
    config: Config, workloads: Sequence[Workload], streams: Sequence[StreamSpec], root: Path
) -> None:
    """Raise RefusedConfiguration at the first fault; `root` holds `functions/`."""
    for sentence in _faults(config, workloads, streams, root):
        raise RefusedConfiguration(sentence)


def _faults(
    config: Config, workloads: Sequence[Workload], streams: Sequence[StreamSpec], root: Path
) -> Iterator[str]:
    if config.stage == "prod":
        yield from production_faults(config)
    yield from _table(workloads)
    for spec in streams:
        yield from _stream(config, spec)
    known = [spec.name for spec in streams]
    yield from fleet_faults(config, workloads, root)
    yield from connection_faults(config, workloads)
    for workload in workloads:
        yield from _workload(config, workload)
        if runtime_of(workload, config) == "lambda":
            yield from _function(workload, root)
            yield from _woken(workload, known)


def _woken(workload: Workload, known: Sequence[str]) -> Iterator[str]:
    match workload.trigger:
        case Stream() as stream:
            yield from _consumer(workload, stream, known)
        case Queue() as queue:
            yield from _worker(queue)
        case _:
            pass


def _table(workloads: Sequence[Workload]) -> Iterator[str]:
    for name, times in Counter(workload.name for workload in workloads).items():
        if times > 1:
            yield f"{times} workloads are called '{name}': give each a name in shared/workloads.py."
    for only in (Authorizer(), Http()):
        found = sum(workload.trigger == only for workload in workloads)
        if found != 1:
            yield f"{found} workloads have the trigger {only}: leave one in shared/workloads.py."


def _stream(config: Config, spec: StreamSpec) -> Iterator[str]:
    what = f"Stream '{spec.name}'"
    if not spec.partition_key:
        yield f"{what} keeps no order: say its partition_key in shared/workloads.py."
    if spec.shards.get(config.stage, 0) < 1:
        yield f"{what} has no shard in stage '{config.stage}': give it one in shared/workloads.py."
    if config.observed and spec.name not in config.iterator_age_alarm_seconds:
        yield (
            f"{what} has no alarm: say in cdk/config.py, in iterator_age_alarm_seconds, "
            "how old its records may become."
        )


def _workload(config: Config, workload: Workload) -> Iterator[str]:
    what = f"Workload '{workload.name}'"
    for grant in workload.grants:
        if grant not in ALLOWANCES:
            yield (
                f"{what} asks for the unknown grant '{grant}': "
                "correct it in shared/workloads.py or allow it in cdk/grants.py."
            )
    if workload.runtime.get(config.stage) is None:
        yield (
            f"{what} has no runtime in stage '{config.stage}': "
            "say runtime 'lambda', 'fargate' or 'none' in shared/workloads.py."
        )


def _function(workload: Workload, root: Path) -> Iterator[str]:
    what = f"Workload '{workload.name}'"
    module = root / Path(*workload.handler.split(".")[:-1]).with_suffix(".py")
    if not (_HANDLER.fullmatch(workload.handler) and module.is_file()):
        yield (
            f"{what} names the unknown handler '{workload.handler}': "
            "name functions.<trigger>.<module>.handler of a module that exists."
        )
    if not 0 < workload.timeout_seconds <= _MOST_SECONDS:
        yield (
            f"{what} may run {workload.timeout_seconds} s: "
            f"set timeout_seconds between 1 and {_MOST_SECONDS} in shared/workloads.py."
        )


def _consumer(workload: Workload, stream: Stream, known: Sequence[str]) -> Iterator[str]:
    what = f"Workload '{workload.name}'"
    if stream.name not in known:
        yield f"{what} consumes the unknown stream '{stream.name}': add it to STREAMS."
    if "failed:write" not in workload.grants:
        yield (
            f"{what} has nowhere to leave a record that it can't handle: "
            "grant 'failed:write' in shared/workloads.py."
        )


def _worker(queue: Queue) -> Iterator[str]:
    what = f"Queue '{queue.name}'"
    if not _FEWEST_WORKERS <= queue.workers <= _MOST_WORKERS:
        yield (
            f"{what} may have {queue.workers} workers: set the most between "
            f"{_FEWEST_WORKERS} and {_MOST_WORKERS} in shared/workloads.py."
        )
    if queue.tries < FEWEST_TRIES:
        yield (
            f"{what} has {queue.tries} tries, and a throttled poll takes one: "
            f"set tries to {FEWEST_TRIES} or more in shared/workloads.py."
        )
    if queue.fifo and queue.batch > _MOST_FIFO_BATCH:
        yield f"{what} is FIFO: set its batch to {_MOST_FIFO_BATCH} or less in shared/workloads.py."
