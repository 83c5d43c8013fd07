"""Builds what a process needs before anybody waits for it.

A crowd comes to a server as soon as it listens. What is built only then, a client of AWS above all,
is built while everybody waits, and costs more processor time than all that they ask for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from shared.kernel.players import Identity
from shared.runtime.bootstrap import Application, application
from shared.runtime.settings import on_lambda

COMMANDS = ("games", "reader", "log", "cache", "coordination", "leaderboard", "sockets")
"""Parts that a command of a player needs, on whatever host."""

_SERVER = (
    *COMMANDS,
    *("bus", "queues", "views", "connections", "subscriptions", "logins", "tickets"),
    *("players", "tokens", "economy"),
)
GATEWAY = _SERVER
OWNER = ("games", "log", "journal", "cache", "coordination", "leaderboard", "bus", "queues")
WEB = (*_SERVER, "operator_key", "oidc", "wallets", "inventories", "market")

_NOBODY = Identity("", "")

_FIRST_CALLS: Mapping[str, Callable[[Application], object]] = {
    "log": lambda app: app.log.latest("health", 1),
    "logins": lambda app: app.logins.current("health"),
    "players": lambda app: app.players.get("health"),
    "coordination": lambda app: app.coordination.get("health"),
    "tokens": lambda app: app.tokens.sign(_NOBODY, app.clock(), 0),
    "operator_key": lambda app: app.operator_key.values(),
    "economy": lambda app: app.open_database(),
}


def build(app: Application, parts: Iterable[str]) -> None:
    """Build some parts, and import what handles a command; nothing is connected.

    Raises SettingsError for a setting that a part needs.
    """
    for part in parts:
        getattr(app, part)
    from shared.application.channels import rank  # noqa: F401, PLC0415
    from shared.application.commands import handle_command  # noqa: F401, PLC0415
    from shared.realtime import publisher  # noqa: F401, PLC0415


def warm_up() -> None:
    """Under Lambda, build what a command needs while the function is initialised.

    That is when it has a full processor, and before SnapStart takes its snapshot: nothing that is
    built here is connected or unique.
    """
    if on_lambda():
        build(application(), COMMANDS)


def prepare(app: Application, parts: Iterable[str]) -> None:
    """Build a server's parts before it listens, and connect to each store with a first call.

    A store that is away keeps no server from starting: its check of health says so.
    """
    parts = frozenset(parts)
    build(app, sorted(parts))
    calls = [call for part, call in _FIRST_CALLS.items() if part in parts]

    def make(call: Callable[[Application], object]) -> None:
        try:
            call(app)
        except Exception as fault:  # noqa: BLE001 - logged once; the health check decides
            app.on_fault(fault)

    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - no cold start needs it

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(make, calls))
