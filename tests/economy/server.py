"""A real PostgreSQL for tests and benchmarks, on a free port, with databases made on demand."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from localstack import folder, servers
from localstack.child import Child
from localstack.ports import HOST, free_ports
from shared.adapters.postgres.migrate import migrate


class Server:
    """Its databases belong to `master`, who may make roles but, as in Aurora, may not do all."""

    def __init__(self, child: Child, port: int) -> None:
        self.child = child
        self.port = port
        self._template = ""

    def url(self, user: str, database: str) -> str:
        return f"postgresql://{user}@{HOST}:{self.port}/{database}"

    def start(self) -> None:
        self.child.start()
        self.child.wait_ready(lambda: servers.postgres_answers(self.port))

    def new_database(self) -> str:
        """Make a database as the migrations leave it; return its name."""
        if not self._template:
            self._template = self._create("template0")
            migrate(self.url("master", self._template))
        return self._create(self._template)

    def _create(self, template: str) -> str:
        name = f"economy_{secrets.token_hex(4)}"
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} OWNER master TEMPLATE {template} STRATEGY file_copy"
            )
        return name


@contextmanager
def postgres_server() -> Iterator[Server]:
    home = folder.HOME / f"test-{secrets.token_hex(4)}"
    home.mkdir(parents=True)
    run, held = folder.create(home)
    port = free_ports().postgres
    server = Server(servers.postgres(run, port), port)
    try:
        server.start()
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE master LOGIN CREATEROLE CREATEDB")
        yield server
    finally:
        server.child.stop()
        folder.leave(run, held)
        shutil.rmtree(home)
