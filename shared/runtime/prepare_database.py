"""Prepares the economy's database in each deploy. Idempotent."""

from __future__ import annotations

from shared.adapters.postgres.migrate import migrate, set_password
from shared.application.economy.open_economy import open_economy
from shared.application.economy.ports import EconomyUnavailable
from shared.runtime import clock
from shared.runtime.ports import Ports

LOGIN = "rumpus"

PATIENCE_SECONDS = 60.0
"""Seconds to wait for a database that has just resumed, which is longer than a request waits."""

_LONGEST_PAUSE = 5  # 0.64 s at most


def prepare_database(ports: Ports, patience: float = PATIENCE_SECONDS) -> None:
    """Migrate as the owner, set the login's current password, and open the ledger with it.

    The owner's connection waits for a paused database, which takes half a minute to wake. Raise
    EconomyUnavailable if the login still fails `patience` seconds after that.
    """
    settings = ports.settings
    url = settings.need("owner_url")
    owners = _password(ports, settings.owner_secret)
    migrate(url, owners)
    if present := _password(ports, settings.database_secret):
        set_password(url, owners, LOGIN, present)
    _open(ports, clock.monotonic() + patience)
    ports.close_database()


def _open(ports: Ports, until: float) -> None:
    attempt = 0
    while True:
        try:
            return open_economy(ports.games, ports.wallets, ports.market, ports.clock())
        except EconomyUnavailable:
            if clock.monotonic() >= until:
                raise
        clock.pause(min(attempt, _LONGEST_PAUSE))
        attempt += 1


def _password(ports: Ports, secret: str) -> str | None:
    password = ports.password_in(secret)
    return password() if password else None
