"""What may not be deployed, and the sentence that says what to change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk.config import Config, RefusedConfiguration, home_of
from cdk.connections import connection_faults
from cdk.fleets import fleet_faults
from cdk.grants import ALLOWANCES
from cdk.production import production_faults
from shared.duties import Authorizer, Duty, Http, Queue, Stream, StreamSpec
from shared.duty_kinds import FEWEST_TRIES

_HANDLER = re.compile(r"functions(\.[a-z_]+)+\.handler")
_MOST_SECONDS = 900  # Lambda's longest timeout
_FEWEST_WORKERS, _MOST_WORKERS = 2, 1000  # bounds of an SQS mapping's maximumConcurrency
_MOST_FIFO_BATCH = 10


def refuse(
    config: Config, duties: Sequence[Duty], streams: Sequence[StreamSpec], root: Path
) -> None:
    """Raise RefusedConfiguration at the first thing that is wrong; `root` holds `functions/`."""
    for sentence in _faults(config, duties, streams, root):
        raise RefusedConfiguration(sentence)


def _faults(
    config: Config, duties: Sequence[Duty], streams: Sequence[StreamSpec], root: Path
) -> Iterator[str]:
    if config.stage == "prod":
        yield from production_faults(config)
    yield from _table(duties)
    for spec in streams:
        yield from _stream(config, spec)
    known = [spec.name for spec in streams]
    yield from fleet_faults(config, duties, root)
    yield from connection_faults(config, duties)
    for duty in duties:
        yield from _duty(config, duty)
        if home_of(duty, config) == "lambda":
            yield from _function(duty, root)
            yield from _woken(duty, known)


def _woken(duty: Duty, known: Sequence[str]) -> Iterator[str]:
    match duty.trigger:
        case Stream() as stream:
            yield from _consumer(duty, stream, known)
        case Queue() as queue:
            yield from _worker(queue)
        case _:
            pass


def _table(duties: Sequence[Duty]) -> Iterator[str]:
    for name, times in Counter(duty.name for duty in duties).items():
        if times > 1:
            yield f"{times} duties are called '{name}': give each its own name in shared/duties.py."
    for only in (Authorizer(), Http()):
        found = sum(duty.trigger == only for duty in duties)
        if found != 1:
            yield f"{found} duties have the trigger {only}: leave exactly one in shared/duties.py."


def _stream(config: Config, spec: StreamSpec) -> Iterator[str]:
    what = f"Stream '{spec.name}'"
    if not spec.partition_key:
        yield f"{what} keeps no order: say its partition_key in shared/duties.py."
    if spec.shards.get(config.stage, 0) < 1:
        yield f"{what} has no shard in stage '{config.stage}': give it one in shared/duties.py."
    if config.observed and spec.name not in config.iterator_age_alarm_seconds:
        yield (
            f"{what} has no alarm: say in cdk/config.py, in iterator_age_alarm_seconds, "
            "how old its records may become."
        )


def _duty(config: Config, duty: Duty) -> Iterator[str]:
    what = f"Duty '{duty.name}'"
    for grant in duty.grants:
        if grant not in ALLOWANCES:
            yield (
                f"{what} asks for the unknown grant '{grant}': "
                "correct it in shared/duties.py or allow it in cdk/grants.py."
            )
    if duty.home.get(config.stage) is None:
        yield (
            f"{what} has no home in stage '{config.stage}': "
            "say home 'lambda', 'fargate' or 'none' in shared/duties.py."
        )


def _function(duty: Duty, root: Path) -> Iterator[str]:
    what = f"Duty '{duty.name}'"
    module = root / Path(*duty.handler.split(".")[:-1]).with_suffix(".py")
    if not (_HANDLER.fullmatch(duty.handler) and module.is_file()):
        yield (
            f"{what} names the unknown handler '{duty.handler}': "
            "name functions.<trigger>.<module>.handler of a module that exists."
        )
    if not 0 < duty.timeout_seconds <= _MOST_SECONDS:
        yield (
            f"{what} may run {duty.timeout_seconds} s: "
            f"set timeout_seconds between 1 and {_MOST_SECONDS} in shared/duties.py."
        )


def _consumer(duty: Duty, stream: Stream, known: Sequence[str]) -> Iterator[str]:
    what = f"Duty '{duty.name}'"
    if stream.name not in known:
        yield f"{what} consumes the unknown stream '{stream.name}': add it to STREAMS."
    if "failed:write" not in duty.grants:
        yield (
            f"{what} has nowhere to leave a record that it can't handle: "
            "grant 'failed:write' in shared/duties.py."
        )


def _worker(queue: Queue) -> Iterator[str]:
    what = f"Queue '{queue.name}'"
    if not _FEWEST_WORKERS <= queue.workers <= _MOST_WORKERS:
        yield (
            f"{what} may have {queue.workers} workers: set the most between "
            f"{_FEWEST_WORKERS} and {_MOST_WORKERS} in shared/duties.py."
        )
    if queue.tries < FEWEST_TRIES:
        yield (
            f"{what} has {queue.tries} tries, and a throttled poll takes one: "
            f"set tries to {FEWEST_TRIES} or more in shared/duties.py."
        )
    if queue.fifo and queue.batch > _MOST_FIFO_BATCH:
        yield f"{what} is FIFO: set its batch to {_MOST_FIFO_BATCH} or less in shared/duties.py."
