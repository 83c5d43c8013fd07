"""Refuses faulty deployments on Fargate, with a sentence that says what to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cdk.config import GATEWAY, Config
from shared.workload_kinds import Peers, Server, Workload

_MAIN = re.compile(r"functions(\.[a-z_]+)+")
_ENTRY = "__main__.py"
_MOST_STOP_SECONDS = 120  # Fargate's longest, from SIGTERM to SIGKILL


def fleet_faults(config: Config, workloads: Sequence[Workload], root: Path) -> Iterator[str]:
    """Yield a sentence for each fault; `root` holds `functions/`."""
    servers = [
        workload for workload in workloads if workload.runtime.get(config.stage) == "fargate"
    ]
    for workload in servers:
        yield from _server(workload, root)
    if config.fleets:
        yield from _network(config)
    elif config.own_hardware:
        yield (
            f"Stage '{config.stage}' has no cluster that own machines could join: "
            "give --context gateway=on, or leave --context own_hardware= out."
        )
    if config.placement.choice == "dedicated" and GATEWAY not in config.fleets:
        yield (
            f"Stage '{config.stage}' would play on gateways that it does not have: "
            "give --context gateway=on, or another --context placement=."
        )
    for name, fleet in config.fleets.items():
        if name not in [workload.name for workload in servers]:
            yield f"The fleet '{name}' in cdk/config.py is of no workload whose home is 'fargate'."
        if not 1 <= fleet.fewest <= fleet.most:
            yield (
                f"The fleet '{name}' has {fleet.fewest} to {fleet.most} tasks: "
                "set fewest to 1 or more, and most no lower, in cdk/config.py."
            )


def _network(config: Config) -> Iterator[str]:
    if config.cache != "serverless" or config.database is None:
        yield (
            f"Stage '{config.stage}' has no network for a fleet: take its fleets away, or give it "
            "Valkey and a database in cdk/config.py."
        )
    if bool(config.gateway_domain) != bool(config.gateway_certificate):
        yield (
            "A certificate is for a name: give both --context gateway_domain= and "
            "--context gateway_certificate=, or neither."
        )


def _server(workload: Workload, root: Path) -> Iterator[str]:
    what = f"Workload '{workload.name}'"
    if not isinstance(workload.trigger, Server | Peers):
        yield (
            f"{what} listens for nobody, and on Fargate live servers alone: "
            "say runtime 'lambda' in shared/workloads.py."
        )
    if not (
        _MAIN.fullmatch(workload.main)
        and (root / Path(*workload.main.split(".")) / _ENTRY).is_file()
    ):
        yield (
            f"{what} names the unknown main '{workload.main}': "
            f"name a package under functions that has {_ENTRY}."
        )
    if not 0 < workload.timeout_seconds <= _MOST_STOP_SECONDS:
        yield (
            f"{what} may take {workload.timeout_seconds} s to end: "
            f"set timeout_seconds between 1 and {_MOST_STOP_SECONDS} in shared/workloads.py."
        )
