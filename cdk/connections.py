"""How the connections that the database allows are shared out.

A function that runs holds one, so how many run at once is bounded. What they leave is divided among
the processes of the servers that take orders, as many as there may be. For the minutes of a deploy
there are more: a process opens a connection when an order needs it, and the role's limit holds then
too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdk.config import GATEWAY, Config
from shared.workload_kinds import Queue, Server, Workload
from shared.workloads import WORKLOADS

ROLE_LIMIT = 100
"""Of the role `rumpus` in all: migrations/sql/0005_idle_sessions.sql."""

MOST = 90
"""Of functions and servers; the rest is for migrations and people."""

PROCESSES = 1
"""Of a task, each with a processor."""

_SERVERS = {"entry": "web", "economy": "web", "economy_message": GATEWAY}
"""Who else takes the orders that these functions take, where a stage has a fleet of it."""

_BESIDE_A_SERVER = 10
"""Functions of a kind that run at once: a server takes most of their orders."""


def reserved(workload: Workload, config: Config) -> int:
    """How many functions of a workload run at once at most; 0: no limit of its own."""
    if _SERVERS.get(workload.name) in config.fleets:
        return min(workload.reserved, _BESIDE_A_SERVER)
    return workload.reserved


def of_functions(config: Config, workloads: Sequence[Workload] = WORKLOADS) -> int:
    """How many connections all functions hold at most."""
    return sum(_held(workload, config) for workload in workloads if _asks(workload))


def of_process(config: Config, workloads: Sequence[Workload] = WORKLOADS) -> int:
    """How many connections a server's process may open; 0: there are not enough."""
    return (MOST - of_functions(config, workloads)) // max(_processes(config, workloads), 1)


def connection_faults(config: Config, workloads: Sequence[Workload]) -> Iterator[str]:
    """A sentence for each workload, or fleet, that may hold more than there are."""
    for workload in workloads:
        if _asks(workload) and not _held(workload, config):
            yield (
                f"Workload '{workload.name}' may hold any number of the database's connections: "
                "say reserved in shared/workloads.py."
            )
    held = of_functions(config, workloads)
    if held > MOST:
        yield (
            f"The workloads may hold {held} connections of the database at once: "
            f"lower reserved to {MOST} in all in shared/workloads.py."
        )
    elif of_process(config, workloads) < 1:
        yield (
            f"Functions leave {MOST - held} connections of the database, and the fleets may have "
            f"{_processes(config, workloads)} processes: lower most in cdk/config.py, "
            f"to {(MOST - held) // PROCESSES} tasks in all, "
            "or reserved in shared/workloads.py."
        )


def _asks(workload: Workload) -> bool:
    """Whether it is a function that takes orders."""
    return "economy" in workload.grants and not isinstance(workload.trigger, Server)


def _held(workload: Workload, config: Config) -> int:
    workers = workload.trigger.workers if isinstance(workload.trigger, Queue) else 0
    return reserved(workload, config) or workers


def _processes(config: Config, workloads: Sequence[Workload]) -> int:
    """Of servers that take orders: owners of slots ask the database for nothing."""
    asking = {each.name for each in workloads if "economy" in each.grants}
    return sum(fleet.most for name, fleet in config.fleets.items() if name in asking) * PROCESSES
