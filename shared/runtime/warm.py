"""Builds the parts of a process before a request waits for them.

A crowd comes to a server as soon as it listens. A part that is built only then, above all an AWS
client, makes all players wait, and costs more processor time than all of their requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from shared.kernel.players import Identity
from shared.runtime.bootstrap import Application, application
from shared.runtime.settings import on_lambda

COMMANDS = ("games", "reader", "log", "cache", "coordination", "leaderboard", "sockets")
"""Parts that a player's command needs on every host."""

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
    """Build some parts, and import the modules that handle a command; connect to nothing.

    Raise SettingsError if a setting that a part needs is missing.
    """
    for part in parts:
        getattr(app, part)
    from shared.application.channels import rank  # noqa: F401, PLC0415
    from shared.application.commands import handle_command  # noqa: F401, PLC0415
    from shared.realtime import publisher  # noqa: F401, PLC0415


def warm_up() -> None:
    """On Lambda, build the parts that a command needs while the function is initialised.

    Then it has a full processor, and SnapStart has not taken its snapshot yet: so no part that is
    built here may be connected or unique.
    """
    if on_lambda():
        build(application(), COMMANDS)


def prepare(app: Application, parts: Iterable[str]) -> None:
    """Build a server's parts before it listens, and connect to each store with a first call.

    A server starts even if a store is unavailable; its health check reports that.
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
