"""Alembic's entry: all pending migrations in one transaction, one migrator at a time."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

LOCK = 7_310_155  # any number that nothing else of ours locks

engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
with engine.begin() as connection:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
