"""Creates and migrates the economy's database on the stage's server, as in the cloud.

Its owner is a role that may create roles but, like Aurora's master, is no superuser.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from localstack.child import StageError
from shared.application.economy.ports import EconomyUnavailable
from shared.runtime.ports import Ports
from shared.runtime.prepare_database import prepare_database
from shared.runtime.settings import Settings

NAME = "rumpus"
LOGIN = "rumpus"
MASTER = "master"


def url_of(server: str, role: str = LOGIN) -> str:
    """Return the database's URL for a role, on the server that another URL names."""
    place = urlsplit(server)
    return place._replace(netloc=f"{role}@{place.hostname}:{place.port}", path=f"/{NAME}").geturl()


def prepare(server: str) -> None:
    """Create the database if it is missing, then prepare it as a deploy does.

    `server` is a superuser's URL. Raise StageError, which says what failed.
    """
    settings = Settings(
        stage="local", owner_url=url_of(server, MASTER), database_url=url_of(server)
    )
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            _make(connection)
        prepare_database(Ports(settings))
    except (psycopg.Error, SQLAlchemyError, EconomyUnavailable) as error:
        raise StageError(f"the database could not be prepared: {error}") from error


def _make(connection: psycopg.Connection[tuple[str]]) -> None:
    found = connection.execute("SELECT datname FROM pg_database WHERE datname = %s", [NAME])
    if not found.fetchall():
        connection.execute(f"CREATE ROLE {MASTER} LOGIN CREATEROLE")
        connection.execute(f"CREATE DATABASE {NAME} OWNER {MASTER}")
