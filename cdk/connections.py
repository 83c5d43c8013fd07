"""Divides the connections that the database allows among functions and servers.

A running function holds one, so the concurrency of functions is bounded. The maximum number of
server processes that take orders share the rest. During a deploy there are more processes for some
minutes: a process opens a connection only when an order needs it, and the role's limit still holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdk.config import GATEWAY, Config
from shared.workload_kinds import Queue, Server, Workload
from shared.workloads import WORKLOADS

ROLE_LIMIT = 100
"""Maximum connections of the role `rumpus`: migrations/sql/0005_idle_sessions.sql."""

MOST = 90
"""Maximum connections of functions and servers; the rest is for migrations and people."""

PROCESSES = 1
"""Processes of a task, each with one processor."""

_SERVERS = {"entry": "web", "economy": "web", "economy_message": GATEWAY}
"""The server that takes most orders of a function, if the stage has a fleet of it."""

_BESIDE_A_SERVER = 10
"""Maximum concurrency of such a function, as the server takes most of its orders."""


def reserved(workload: Workload, config: Config) -> int:
    """Return the maximum concurrency of a workload's function; 0: no limit of its own."""
    if _SERVERS.get(workload.name) in config.fleets:
        return min(workload.reserved, _BESIDE_A_SERVER)
    return workload.reserved


def of_functions(config: Config, workloads: Sequence[Workload] = WORKLOADS) -> int:
    """Return the maximum number of connections of all functions."""
    return sum(_held(workload, config) for workload in workloads if _asks(workload))


def of_process(config: Config, workloads: Sequence[Workload] = WORKLOADS) -> int:
    """Return the number of connections that a server process may open; 0: there are not enough."""
    return (MOST - of_functions(config, workloads)) // max(_processes(config, workloads), 1)


def connection_faults(config: Config, workloads: Sequence[Workload]) -> Iterator[str]:
    """Yield a sentence for each workload or fleet that may hold more than there are."""
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
    """Return whether a workload is a function that takes orders."""
    return "economy" in workload.grants and not isinstance(workload.trigger, Server)


def _held(workload: Workload, config: Config) -> int:
    workers = workload.trigger.workers if isinstance(workload.trigger, Queue) else 0
    return reserved(workload, config) or workers


def _processes(config: Config, workloads: Sequence[Workload]) -> int:
    """Return the number of server processes that take orders; owners of slots take none."""
    asking = {each.name for each in workloads if "economy" in each.grants}
    return sum(fleet.most for name, fleet in config.fleets.items() if name in asking) * PROCESSES
