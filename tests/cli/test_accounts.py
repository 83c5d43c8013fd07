"""The file of guests: nothing of it is lost, whatever happens while it is written."""

from __future__ import annotations

import json
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cli.accounts import Accounts
from cli.failure import Failed
from client import Account

STAGE = "http://stage"
CROWD = 40


def keep(path: Path, name: str, refresh: str = "t") -> None:
    Accounts(path).keep(STAGE, name, Account("", name, "", refresh))


def names(path: Path) -> set[str]:
    return set(json.loads(path.read_text())[STAGE])


class TestKeep:
    def test_is_for_the_owner_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "accounts.json"
        keep(path, "ann")
        assert path.stat().st_mode & 0o077 == 0

    def test_loses_nobody_to_another_that_writes_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "accounts.json"
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: keep(path, f"guest-{number}"), range(CROWD)))
        assert names(path) == {f"guest-{number}" for number in range(CROWD)}

    def test_leaves_the_file_as_it_was_when_the_disk_is_full(self, tmp_path: Path) -> None:
        path = tmp_path / "accounts.json"
        keep(path, "ann")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, hard))
        try:
            with pytest.raises(Failed, match="can't be written"):
                keep(path, "bo", "x" * 1000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert names(path) == {"ann"}
        assert sorted(each.name for each in tmp_path.iterdir()) == [
            ".accounts.json.lock",
            "accounts.json",
        ]

    @pytest.mark.parametrize(
        "text", ["", "[]", '{"http://stage": 1}', '{"http://stage": {"a": 2}}']
    )
    def test_puts_a_file_aside_that_is_none_of_its_own(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "accounts.json"
        path.write_text(text)
        assert not Accounts(path).last_name(STAGE)
        keep(path, "ann")
        assert names(path) == {"ann"}
        assert (tmp_path / "accounts.unreadable").read_text() == text
