"""A letter is tried on paper: what would come of it is shown, and nothing is written."""

from __future__ import annotations

from msgspec.json import encode

from shared.games.codebattle.streams import participant_stream
from tests.functions.battle_application import BATTLE, Shard, change
from tests.functions.letters.desk import Desk


def test_shows_the_commits_that_it_would_make_and_writes_nothing(desk: Desk) -> None:
    letter, before = desk.letter(), desk.app.commits()
    found = desk.rehearse(letter)
    streams = [each["stream"] for each in found["commits"]]
    assert streams == [participant_stream(BATTLE, name) for name in ("ana", "bo")]
    assert found["commits"][0]["event"] == "attack.sent"
    assert found["error"] == ""
    assert desk.app.commits() == before


def test_says_that_it_would_fail_again(desk: Desk) -> None:
    assert desk.rehearse(desk.letter(b'{"game":1}'))["error"] == "ValidationError"


def test_of_a_record_sets_nothing_aside(desk: Desk) -> None:
    desk.app.time.pass_seconds(3600)
    (record,) = Shard([change(desk.app.commits()[-1])]).records
    letter = desk.put_record(encode({"reason": "Odd: x", "record": record}))
    desk.collect()
    desk.rehearse(letter)
    assert desk.app.board() == []
    assert desk.app.failed_records.kept == {}
