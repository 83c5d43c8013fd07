"""Refuses configurations of stage `prod` that could lose data or stop."""

from __future__ import annotations

from collections.abc import Iterator

from cdk.config import Config

_PLACE = "for stage 'prod' in cdk/config.py"


def production_faults(config: Config) -> Iterator[str]:
    """Yield a sentence for each fault that could lose facts or money, or stop the stage."""
    if config.emulated:
        yield f"Stage 'prod' would keep its facts in memory: set emulated=False {_PLACE}."
    if not config.durable:
        yield f"Stage 'prod' would lose its log with its stack: set durable=True {_PLACE}."
    if config.cache != "serverless":
        yield (
            "Stage 'prod' would depend on a Valkey that may be one node in one zone: "
            f"set cache='serverless' {_PLACE}."
        )
    if config.zones < 2:  # noqa: PLR2004 - one is the fault
        yield f"Stage 'prod' would stand in one availability zone: set zones to 2 or more {_PLACE}."
    if not config.observed:
        yield f"Stage 'prod' would have streams without an alarm: set observed=True {_PLACE}."
    yield from _stores(config)
    yield from _gateway(config)


def _stores(config: Config) -> Iterator[str]:
    if config.database is None:
        yield f"Stage 'prod' would keep its money elsewhere: say its database {_PLACE}."
    elif not (config.database.fewest and config.database.readers):
        yield (
            "Stage 'prod' would have a database that sleeps, or that nothing can replace: "
            f"set fewest and readers above 0 {_PLACE}."
        )
    if config.one_stream:
        yield f"Stage 'prod' would have one stream for all: set one_stream=False {_PLACE}."


def _gateway(config: Config) -> Iterator[str]:
    if config.public_fleets and not config.gateway_certificate:
        without = " and ".join(f"--context {name}=off" for name in config.public_fleets)
        yield (
            "Stage 'prod' would send its players' tokens in the clear: give --context "
            "gateway_domain=play.example.org and --context gateway_certificate=ARN of the secret "
            f"with its key and chain, or {without}."
        )
    if any(fleet.fewest < 2 for fleet in config.fleets.values()):  # noqa: PLR2004 - one is the fault
        yield f"Stage 'prod' would have a server alone: set fewest to 2 or more {_PLACE}."
