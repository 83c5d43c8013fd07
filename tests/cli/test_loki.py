"""The store of a stage with `logs=loki`: the question in LogQL, and answers as Loki gives them.

`loki_query_range.json` is what Loki 3.7.3 answered, out of chunks on S3, but for its statistics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.failure import Failed
from cli.logs.loki import LokiLogs, logql
from cli.logs.store import LogQuery
from cli.main import app
from localstack.ports import HOST, free_port
from tests.recorded import Recorded, recorded

ANSWER = (Path(__file__).parent / "loki_query_range.json").read_bytes()
AT = 1_796_000_000_000
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


@pytest.fixture
def loki() -> Iterator[Recorded]:
    with recorded((HTTPStatus.OK, ANSWER)) as server:
        yield server


class TestQuestion:
    def test_asks_labels_first_then_the_line_then_its_fields(self) -> None:
        assert logql(LogQuery(0, 1)) == '{workload=~".+"}'
        query = LogQuery(0, 1, workload="rank", game="hunt", level="WARNING", trace="ab12")
        assert logql(query) == (
            '{workload="rank", game="hunt", level=~"WARNING|ERROR"} '
            '|= "ab12" | json trace="trace" | trace="ab12"'
        )

    def test_finds_a_player_and_the_players_streams(self) -> None:
        assert logql(LogQuery(0, 1, player="ann.b")) == (
            '{workload=~".+"} |= "ann.b" | json player="player", stream="stream" '
            r'| player="ann.b" or stream=~".*/player/ann\\.b"'
        )

    @given(st.text(min_size=1), st.text(min_size=1))
    def test_no_text_leaves_its_quotes(self, player: str, text: str) -> None:
        def bones(asked: str) -> str:
            return STRING.sub('""', asked).replace(' |= ""', "")

        query = LogQuery(0, 1, workload=text, player=player, text=text)
        usual = LogQuery(0, 1, workload="a/", player="a/", text="a/")
        found = [json.loads(each, strict=False) for each in STRING.findall(logql(query))]
        assert bones(logql(query)) == bones(logql(usual))
        written = {each.encode(errors="backslashreplace").decode() for each in (player, text)}
        assert written <= set(found)


class TestAnswer:
    def test_has_the_fields_of_lines_oldest_first(self, loki: Recorded) -> None:
        found = LokiLogs(loki.url).search(LogQuery(AT, AT + 1000, limit=7))
        assert [each.kind for each in found] == ["log", "metric", "log", "span"]
        first, metrics, fault, span = found
        assert (first.message, first.workload, first.player) == ("all is well", "rank", "ann")
        assert json.loads(metrics.metrics) == {"MessageAge": [5, 7]}
        assert (fault.level, fault.error, fault.place) == (
            "ERROR",
            "KeyError",
            "b.py:2 g < a.py:1 f",
        )
        assert (span.at, span.ms, span.player) == (AT + 3, 2001.5, "bo")

    def test_has_no_line_before_the_time_that_was_asked_for(self, loki: Recorded) -> None:
        found = LokiLogs(loki.url).search(LogQuery(AT + 2, AT + 1000))
        assert [each.kind for each in found] == ["log", "span"]

    def test_is_asked_for_a_time_and_a_number_of_lines(self, loki: Recorded) -> None:
        LokiLogs(f"{loki.url}/").search(LogQuery(AT, AT + 1000, kind="span", limit=7))
        (asked,) = loki.asked
        assert urlsplit(asked.path).path == "/loki/api/v1/query_range"
        assert parse_qs(urlsplit(asked.path).query) == {
            "query": ['{workload=~".+"} |= "span" | json kind="kind" | kind="span"'],
            "start": [f"{AT - 1}000000"],
            "end": [f"{AT + 1000}000000"],
            "limit": ["7"],
            "direction": ["backward"],
        }

    @pytest.mark.parametrize(
        ("status", "content", "said"),
        [
            (HTTPStatus.BAD_REQUEST, b"parse error \x1b[2J at line 1", r"parse error \\x1b\[2J"),
            (HTTPStatus.BAD_GATEWAY, b"", "Loki says: 502"),
            (HTTPStatus.OK, b"<html>", "no Loki"),
            (HTTPStatus.OK, b'{"data":{"result":[{"stream":{}}]}}', "no Loki"),
        ],
    )
    def test_that_is_none_is_said_in_a_sentence(
        self, status: HTTPStatus, content: bytes, said: str
    ) -> None:
        with recorded((status, content)) as server, pytest.raises(Failed, match=said):
            LokiLogs(server.url).search(LogQuery(AT, AT + 1000))


@pytest.mark.parametrize(
    "place", ["http://ann:secret@{}:{}", "ann:secret@{}:{}", "http://[ann:secret"]
)
def test_that_is_away_is_told_without_its_password(place: str) -> None:
    done = CliRunner().invoke(app, ["logs", "--loki", place.format(HOST, free_port())])
    assert done.exit_code == 1
    assert "No Loki answers" in done.stderr
    assert "secret" not in done.output


def test_the_command_line_asks_it(loki: Recorded) -> None:
    done = CliRunner().invoke(
        app, ["logs", "--loki", loki.url, "--player", "ann", "--since", "9999d"]
    )
    assert done.exit_code == 0, done.output
    assert "KeyError" in done.stdout
    assert "player" in loki.asked[0].path
