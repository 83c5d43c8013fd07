"""Which log a process has."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.logs_by_game import LogsByGame
from shared.adapters.owners.slot_owners import SlotOwners
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings

TABLES = Settings(stage="test", log_table="log")


class TestLog:
    def test_is_the_direct_one_without_a_journal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "us-east-1")
        assert isinstance(Application(TABLES).log, DynamoDbLog)

    def test_is_chosen_by_game_in_a_process_that_owns_slots(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "us-east-1")
        own = {
            "owner_address": "h:1",
            "events_stream": "e",
            "snapshots_bucket": "b",
            "archive_bucket": "a",
        }
        owned = replace(TABLES, journal_table="j", slots_table="s", **own)
        app = Application(owned)
        try:
            assert isinstance(app.log, LogsByGame)
            assert app.owners is None
        finally:
            app.journal.close()

    def test_asks_the_owners_where_slots_have_some(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "us-east-1")
        app = Application(replace(TABLES, slots_table="s"))

        assert isinstance(app.log, LogsByGame)
        assert isinstance(app.owners, SlotOwners)
