"""Builds the ports of money and items, which share one pool of connections."""
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.runtime import clock
from shared.runtime.aws import client
from shared.runtime.once import once
from shared.runtime.settings import on_lambda
from shared.runtime.valkey_ports import ValkeyPorts

if TYPE_CHECKING:
    from shared.adapters.postgres.pool import Password, Pool
    from shared.application.archive.ports import Objects, PlayerStore
    from shared.application.economy.archive_trades import Archive, Trades
    from shared.application.economy.audit_economy import Ledger
    from shared.application.economy.note_games import Profiles
    from shared.application.economy.ports import Economy, Inventories, Market, Outbox, Wallets
    from shared.application.economy.ship_facts import FactStream
    from shared.application.players.friends import Friends
    from shared.archive.tiers import Policy


class EconomyPorts(ValkeyPorts):
    """A part of a process's ports; changes of the economy are noted in the cache."""

    @once
    def noted_economy(self) -> Economy:
        from shared.adapters.postgres.economy import PostgresEconomy
        from shared.application.economy.economy_activity import NotedEconomy
        from shared.economy.market import FEE_BASIS_POINTS

        economy = PostgresEconomy(self._database, FEE_BASIS_POINTS)
        return NotedEconomy(economy, self.coordination)

    @once
    def wallets(self) -> Wallets:
        from shared.adapters.postgres.wallet import PostgresWallets

        return PostgresWallets(self._database)

    @once
    def inventories(self) -> Inventories:
        from shared.adapters.postgres.inventory import PostgresInventories

        return PostgresInventories(self._database)

    @once
    def market(self) -> Market:
        from shared.adapters.postgres.market import PostgresMarket

        return PostgresMarket(self._database)

    @once
    def outbox(self) -> Outbox:
        from shared.adapters.postgres.outbox import PostgresOutbox

        return PostgresOutbox(self._database)

    @once
    def fact_stream(self) -> FactStream:
        from shared.adapters.kinesis.fact_stream import KinesisFactStream

        name = self.settings.need("economy_stream")
        return KinesisFactStream(client("kinesis"), name, clock.pause)

    @once
    def trades(self) -> Trades:
        from shared.adapters.postgres.archive import PostgresTrades

        return PostgresTrades(self._database)

    @once
    def archive(self) -> Archive:
        from shared.adapters.s3.archive import S3Archive

        return S3Archive(client("s3"), self.settings.need("archive_bucket"))

    @once
    def ledger(self) -> Ledger:
        from shared.adapters.postgres.audit import PostgresLedger

        return PostgresLedger(self._database)

    # Players in tiers

    @once
    def player_store(self) -> PlayerStore:
        from shared.adapters.postgres.players import PostgresPlayers

        return PostgresPlayers(self._database)

    @once
    def profiles(self) -> Profiles:
        from shared.adapters.postgres.profiles import PostgresProfiles

        return PostgresProfiles(self._database)

    @once
    def friends(self) -> Friends:
        from shared.adapters.postgres.friends import PostgresFriends

        return PostgresFriends(self._database)

    @once
    def player_objects(self) -> Objects:
        from shared.adapters.s3.player_objects import S3PlayerObjects

        bucket = self.settings.need("archive_bucket")
        of_botocore = client("s3", attempts=2, seconds=1)
        if self.settings.aws_client == "botocore":
            return S3PlayerObjects(of_botocore, bucket)
        from shared.runtime.lean import s3_puts

        return S3PlayerObjects(of_botocore, bucket, s3_puts())

    @once
    def tier_policy(self) -> Policy:
        from datetime import timedelta

        from shared.archive.tiers import Policy

        return Policy(cold_after=timedelta(days=self.settings.cold_after_days))

    @property
    def count_archived(self) -> Callable[[str, float], object]:
        from functools import partial

        from shared.runtime.observability import metric

        return partial(metric, "archive")

    @property
    def database_sleeps(self) -> bool:
        return self.settings.database_sleeps

    @property
    def rewards_guests(self) -> bool:
        return self.settings.reward_guests

    def open_database(self) -> None:
        """Open a first connection, unless that would wake a paused database."""
        if not self.database_sleeps:
            self._database.open()

    def close_database(self) -> None:
        """Close the connections that are not in use."""
        self._database.close()

    @once
    def _database(self) -> Pool:
        from shared.adapters.postgres.pool import Pool

        size = 1 if on_lambda() else self.settings.database_connections
        password = self.password_in(self.settings.database_secret)
        return Pool(self.settings.need("database_url"), size, password)

    def password_in(self, secret: str) -> Password | None:
        """Return the password in a secret; None if `secret` is empty."""
        from shared.adapters.secretsmanager.password import StoredPassword

        return StoredPassword(client("secretsmanager"), secret) if secret else None
