"""Which log a process has."""

from __future__ import annotations

import pytest

from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.logs_by_game import LogsByGame
from shared.runtime.bootstrap import Application
from shared.runtime.settings import Settings

TABLES = Settings(stage="test", log_table="log")


class TestLog:
    def test_is_the_direct_one_without_a_journal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        assert isinstance(Application(TABLES).log, DynamoDbLog)

    def test_is_chosen_by_game_where_there_is_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        told = Settings(stage="test", log_table="log", journal_table="j", slots_table="s")
        app = Application(told)
        try:
            assert isinstance(app.log, LogsByGame)
        finally:
            app.journal.close()
