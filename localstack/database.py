"""The economy's database on a server of the stage, made and migrated as in the cloud.

It belongs to a role that may make roles but, as the master of Aurora, may not do all.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from localstack.child import StageError
from shared.adapters.postgres.migrate import migrate

NAME = "rumpus"
LOGIN = "rumpus"
MASTER = "master"


def url_of(server: str, role: str = LOGIN) -> str:
    """The database's URL for a role, on the server that another URL names."""
    place = urlsplit(server)
    return place._replace(netloc=f"{role}@{place.hostname}:{place.port}", path=f"/{NAME}").geturl()


def prepare(server: str) -> None:
    """Make the database where it is missing and run what is pending; `server` is a superuser's URL.

    StageError says what stands in the way.
    """
    try:
        with psycopg.connect(server, autocommit=True) as connection:
            _make(connection)
        migrate(url_of(server, MASTER))
    except (psycopg.Error, SQLAlchemyError) as error:
        raise StageError(f"the database could not be migrated: {error}") from error


def _make(connection: psycopg.Connection[tuple[str]]) -> None:
    found = connection.execute("SELECT datname FROM pg_database WHERE datname = %s", [NAME])
    if not found.fetchall():
        connection.execute(f"CREATE ROLE {MASTER} LOGIN CREATEROLE")
        connection.execute(f"CREATE DATABASE {NAME} OWNER {MASTER}")
