"""The economy's database on a server of the stage, made, migrated and opened as in the cloud.

It belongs to a role that may make roles but, as the master of Aurora, may not do all.
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
    """The database's URL for a role, on the server that another URL names."""
    place = urlsplit(server)
    return place._replace(netloc=f"{role}@{place.hostname}:{place.port}", path=f"/{NAME}").geturl()


def prepare(server: str) -> None:
    """Make the database where it is missing, then do what a deploy does to it.

    `server` is a superuser's URL. StageError says what stands in the way.
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
