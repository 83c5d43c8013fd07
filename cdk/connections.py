"""How the connections that the database allows are shared out.

A function that runs holds one, so how many run at once is bounded. What they leave is divided among
the processes of the servers, as many as there may be. For the minutes of a deploy there are more:
a process opens a connection when an order needs it, and the role's limit holds then too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdk.config import GATEWAY, Config
from shared.duties import DUTIES, Duty, Queue, Server

ROLE_LIMIT = 100
"""Of the role `rumpus` in all: migrations/sql/0005_idle_sessions.sql."""

MOST = 90
"""Of functions and servers; the rest is for migrations and people."""

PROCESSES = 1
"""Of a task, each with a processor."""

_SERVERS = {"economy": "web", "economy_message": GATEWAY}
"""Who else takes the orders that these functions take, where a stage has a fleet of it."""

_BESIDE_A_SERVER = 10
"""Functions of a kind that run at once: a server takes most of their orders."""


def reserved(duty: Duty, config: Config) -> int:
    """How many functions of a duty run at once at most; 0: no limit of its own."""
    if _SERVERS.get(duty.name) in config.fleets:
        return min(duty.reserved, _BESIDE_A_SERVER)
    return duty.reserved


def of_functions(config: Config, duties: Sequence[Duty] = DUTIES) -> int:
    """How many connections all functions hold at most."""
    return sum(_held(duty, config) for duty in duties if _asks(duty))


def of_process(config: Config, duties: Sequence[Duty] = DUTIES) -> int:
    """How many connections a server's process may open; 0: there are not enough."""
    return (MOST - of_functions(config, duties)) // max(_processes(config), 1)


def connection_faults(config: Config, duties: Sequence[Duty]) -> Iterator[str]:
    """A sentence for each duty, or fleet, that may hold more than there are."""
    for duty in duties:
        if _asks(duty) and not _held(duty, config):
            yield (
                f"Duty '{duty.name}' may hold any number of the database's connections: "
                "say reserved in shared/duties.py."
            )
    held = of_functions(config, duties)
    if held > MOST:
        yield (
            f"The duties may hold {held} connections of the database at once: "
            f"lower reserved to {MOST} in all in shared/duties.py."
        )
    elif of_process(config, duties) < 1:
        yield (
            f"Functions leave {MOST - held} connections of the database, and the fleets may have "
            f"{_processes(config)} processes: lower most in cdk/config.py, "
            f"to {(MOST - held) // PROCESSES} tasks in all, "
            "or reserved in shared/duties.py."
        )


def _asks(duty: Duty) -> bool:
    return "economy" in duty.grants and not isinstance(duty.trigger, Server)


def _held(duty: Duty, config: Config) -> int:
    workers = duty.trigger.workers if isinstance(duty.trigger, Queue) else 0
    return reserved(duty, config) or workers


def _processes(config: Config) -> int:
    return sum(fleet.most for fleet in config.fleets.values()) * PROCESSES
