"""A deploy's work on the database, against a PostgreSQL that asks for passwords."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest
from msgspec import structs

from functions.deploy.migrate import migrate
from shared.adapters.postgres.pool import Password
from shared.application.economy.ports import EconomyUnavailable
from shared.runtime.bootstrap import Application
from shared.runtime.prepare_database import prepare_database
from shared.runtime.settings import Settings
from tests.economy.server import Server, postgres_server
from tests.functions.waking import waking

OWNER = "the/owner's 100%"
RULE = "host all {role} 127.0.0.1/32 scram-sha-256\n"


@dataclass
class Kept:
    """The password that a secret holds by now."""

    secrets: dict[str, str]
    name: str

    def __call__(self, *, refused: str = "") -> str:
        present = self.secrets[self.name]
        assert present != refused
        return present


@dataclass
class Deployed(Application):
    """A deploy of the stage, with its secrets at hand."""

    settings: Settings
    secrets: dict[str, str] = field(default_factory=dict)

    def password_in(self, secret: str) -> Password | None:
        return Kept(self.secrets, secret) if secret else None


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """As Aurora: the owner may make roles, and nobody comes in without a password."""
    with postgres_server() as server:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("SET password_encryption = 'scram-sha-256'")
            connection.execute("CREATE ROLE owner LOGIN CREATEROLE")
            connection.execute("CREATE DATABASE rumpus OWNER owner")
            quoted = OWNER.replace("'", "''")
            connection.execute(f"ALTER ROLE owner PASSWORD '{quoted}'".encode())
        server.child.stop(keep=True)
        rules = server.child.home / "data" / "pg_hba.conf"
        asked = "".join(RULE.format(role=role) for role in ("owner", "rumpus"))
        rules.write_text(asked + rules.read_text())
        server.start()
        yield server


@pytest.fixture
def deployed(guarded: Server) -> Iterator[Deployed]:
    settings = Settings(
        stage="dev",
        owner_url=guarded.url("owner", "rumpus"),
        owner_secret="owner",
        database_url=guarded.url("rumpus", "rumpus"),
        database_secret="login",
    )
    app = Deployed(settings, {"owner": OWNER, "login": "first"})
    yield app
    app.close_database()


class TestMigrate:
    def test_opens_the_books_to_the_login(self, deployed: Deployed) -> None:
        migrate(deployed)
        assert deployed.wallets.balances("p1") == []

    def test_may_be_done_again(self, deployed: Deployed) -> None:
        migrate(deployed)
        migrate(deployed)

    def test_gives_the_login_the_password_of_its_secret(
        self, guarded: Server, deployed: Deployed
    ) -> None:
        migrate(deployed)
        deployed.secrets["login"] = "second"
        migrate(deployed)
        url = guarded.url("rumpus", "rumpus")
        psycopg.connect(url, password="second").close()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url, password="first")

    def test_leaves_what_newer_code_has_migrated(self, guarded: Server, deployed: Deployed) -> None:
        migrate(deployed)
        with as_superuser(guarded) as connection:
            [(newest,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("UPDATE alembic_version SET version_num = 'newer'")
            migrate(deployed)
            left = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            connection.execute("UPDATE alembic_version SET version_num = %s", [newest])
        assert left == [("newer",)]

    def test_waits_for_a_login_that_is_served_late(
        self, guarded: Server, deployed: Deployed
    ) -> None:
        with waking(guarded.port, silent=2) as late:
            deployed.settings = structs.replace(
                deployed.settings,
                database_url=guarded.url("rumpus", "rumpus").replace(
                    f":{guarded.port}/", f":{late.port}/"
                ),
            )
            with pytest.raises(EconomyUnavailable):
                prepare_database(deployed, patience=0)
            migrate(deployed)
            assert late.seen == 3
            deployed.close_database()

    def test_fails_the_deploy_with_what_went_wrong(
        self, guarded: Server, deployed: Deployed
    ) -> None:
        with as_superuser(guarded) as connection:
            connection.execute("CREATE DATABASE taken OWNER owner")
        with psycopg.connect(guarded.url("postgres", "taken"), autocommit=True) as connection:
            connection.execute("CREATE SCHEMA market")
            deployed.settings = structs.replace(
                deployed.settings, owner_url=guarded.url("owner", "taken")
            )
            with pytest.raises(psycopg.errors.DuplicateSchema, match='"market" already exists'):
                migrate(deployed)
            [left] = connection.execute("SELECT to_regnamespace('wallet')").fetchall()
        assert left == (None,)


def as_superuser(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.url("postgres", "rumpus"), autocommit=True)
