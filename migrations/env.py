"""Alembic's entry: all pending migrations in one transaction, one migrator at a time."""

from __future__ import annotations

from alembic import context
from alembic.util import CommandError
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

LOCK = 7_310_155  # any number that nothing else of ours locks


def known(heads: tuple[str, ...]) -> bool:
    """Whether this code has the migrations that the database had last."""
    try:
        context.script.get_revisions(heads)
    except CommandError:
        return False
    return True


engine = create_engine(
    context.config.attributes["url"],
    poolclass=NullPool,
    connect_args=context.config.attributes["login"],
)
with engine.begin() as connection:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.configure(connection=connection, transactional_ddl=True)
    if known(context.get_context().get_current_heads()):
        with context.begin_transaction():
            context.run_migrations()
