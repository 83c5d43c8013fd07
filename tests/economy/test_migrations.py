"""What the schema promises whoever writes to it, and however."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.sql import SQL, Composed, Identifier

from shared.adapters.postgres.migrate import migrate
from tests.economy.server import Server

SERVICES = ("wallet", "inventory", "market")
TABLES = {"wallet": "accounts", "inventory": "stacks", "market": "listings"}


def run_as(
    server: Server, database: str, role: str, statement: SQL | Composed
) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("postgres", database)) as connection:
        connection.execute(SQL("SET LOCAL ROLE {}").format(Identifier(role)))
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


class TestMigrate:
    def test_changes_nothing_the_second_time(self, server: Server, database: str) -> None:
        migrate(server.url("master", database))

    def test_makes_the_partitions_of_this_month_and_three_more(
        self, server: Server, database: str
    ) -> None:
        statement = SQL(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = 'market.trades'::regclass"
        )
        assert run_as(server, database, "postgres", statement) == [(5,)]

    def test_moves_early_trades_into_their_partition(self, server: Server, database: str) -> None:
        at = datetime(2031, 5, 31, 23, 59, tzinfo=UTC)
        with psycopg.connect(server.url("postgres", database)) as connection:
            connection.execute(
                """INSERT INTO market.trades
                   (listing, seller, buyer, item, amount, currency, price, fee, at)
                   VALUES (1, 'a', 'b', 'sword', 1, 'gold', 10, 1, %s)""",
                [at],
            )
            made = connection.execute("SELECT economy.partition_trades(%s, 1)", [at]).fetchone()
            places = connection.execute("SELECT tableoid::regclass::text FROM market.trades")
            assert made == (2,)
            assert places.fetchall() == [("market.trades_2031_05",)]


class TestRoles:
    @pytest.mark.parametrize("role", SERVICES)
    @pytest.mark.parametrize("schema", SERVICES)
    def test_a_service_reads_its_own_schema_alone(
        self, server: Server, database: str, role: str, schema: str
    ) -> None:
        statement = SQL("SELECT 1 FROM {}").format(Identifier(schema, TABLES[schema]))
        if role == schema:
            assert run_as(server, database, role, statement) == []
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                run_as(server, database, role, statement)

    def test_no_grant_crosses_from_one_service_to_another(
        self, server: Server, database: str
    ) -> None:
        statement = SQL("""
            SELECT role, schema, relname FROM unnest(ARRAY['wallet', 'inventory', 'market']) role,
                unnest(ARRAY['wallet', 'inventory', 'market']) schema
                JOIN pg_class ON relnamespace = schema::regnamespace AND relkind IN ('r', 'p')
            WHERE role <> schema AND (has_schema_privilege(role, schema, 'USAGE, CREATE')
                OR has_table_privilege(role, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE'))
            UNION ALL
            SELECT member::regrole::text, roleid::regrole::text, 'member' FROM pg_auth_members
            WHERE member::regrole::text IN ('wallet', 'inventory', 'market', 'rumpus')""")
        assert run_as(server, database, "postgres", statement) == []

    def test_the_login_writes_to_no_table_but_takes_from_the_outbox(
        self, server: Server, database: str
    ) -> None:
        statement = SQL("""
            SELECT relname::text FROM pg_class
            WHERE relnamespace::regnamespace::text IN ('wallet', 'inventory', 'market')
              AND relkind IN ('r', 'p')
              AND has_table_privilege('rumpus', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')""")
        rows = run_as(server, database, "postgres", statement)
        assert {name for (name,) in rows} == {"outbox"}

    @pytest.mark.parametrize("table", ["transactions", "entries"])
    def test_what_was_booked_is_never_changed(
        self, server: Server, database: str, table: str
    ) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run_as(
                server, database, "wallet", SQL("DELETE FROM wallet.{}").format(Identifier(table))
            )
