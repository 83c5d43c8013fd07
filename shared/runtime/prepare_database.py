"""What a deploy does to the economy's database; it may be done any number of times."""

from __future__ import annotations

from shared.adapters.postgres.migrate import migrate, set_password
from shared.application.open_economy import open_economy
from shared.runtime.ports import Ports

LOGIN = "rumpus"


def prepare_database(ports: Ports) -> None:
    """Migrate as the owner, give the login its present password, and open the books with it.

    A paused database takes half a minute to wake, for which its owner waits.
    """
    settings = ports.settings
    url = settings.need("owner_url")
    owners = _password(ports, settings.owner_secret)
    migrate(url, owners)
    if present := _password(ports, settings.database_secret):
        set_password(url, owners, LOGIN, present)
    open_economy(ports)
    ports.close_database()


def _password(ports: Ports, secret: str) -> str | None:
    password = ports.password_in(secret)
    return password() if password else None
