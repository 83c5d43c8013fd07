from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.failure import Failed
from cli.target import STATE, Target, find_target


@pytest.fixture
def home(tmp_path: Path) -> Path:
    state = tmp_path / STATE
    state.parent.mkdir()
    state.write_text(json.dumps({"http_url": "http://stage/", "operator_key": "k"}))
    inner = tmp_path / "some" / "folder"
    inner.mkdir(parents=True)
    return inner


class TestFindTarget:
    def test_finds_the_stage_that_runs_here_from_any_folder_beneath(self, home: Path) -> None:
        assert find_target(None, None, home) == Target("http://stage", "k")

    def test_prefers_what_is_given_and_keeps_the_stages_key_from_others(self, home: Path) -> None:
        assert find_target("http://other", None, home) == Target("http://other", "")
        assert find_target(None, "mine", home) == Target("http://stage", "mine")

    def test_says_how_to_get_a_stage(self, tmp_path: Path) -> None:
        with pytest.raises(Failed, match="make dev"):
            find_target(None, None, tmp_path)

    @pytest.mark.parametrize(
        "url", ["stage:80", "http://", "http://[", "ftp://stage", "http://a:x"]
    )
    def test_refuses_what_is_no_address(self, url: str) -> None:
        with pytest.raises(Failed, match="is no address of a stage"):
            find_target(url, None)

    def test_refuses_a_key_that_no_header_can_carry(self, home: Path) -> None:
        with pytest.raises(Failed, match="not the operator's key"):
            find_target(None, "schl\u00fcssel", home)
