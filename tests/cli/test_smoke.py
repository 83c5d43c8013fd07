"""`rumpus smoke` on a whole Rumpus, and what it says where something does not work."""

from __future__ import annotations

from typing import Any

import pytest

from cli.smoke import faults_of
from tests.cli.host import Host
from tests.cli.test_commands import rumpus

WELL = {"joined": 2, "commands": 9, "failed": {}, "received": {"answer.solved": 4}}
BOARD = {"size": 2, "stale": False}


def test_two_bots_play_a_battle_and_it_is_ended(host: Host) -> None:
    done = rumpus(host, "smoke", "--seconds", "4")
    assert done.exit_code == 0, done.output
    assert "Two bots have played smoke-" in done.stdout
    assert "all answered" in done.stdout


@pytest.mark.parametrize(
    ("changed", "board", "sentence"),
    [
        ({"joined": 1}, {}, "Only 1 of 2 bots got in."),
        (
            {"commands": 0},
            {},
            "No command was answered: a stage that has just started may want more --seconds.",
        ),
        ({"failed": {"no answer": 3}}, {}, "3 times: no answer."),
        ({"received": {}}, {}, "Nobody was shown a solved question on its own channel."),
        ({}, {"size": 0}, "The board has 0 of 2 players."),
        ({}, {"stale": True}, "The board is an old one: the cache does not answer."),
    ],
)
def test_says_what_does_not_work(
    changed: dict[str, Any], board: dict[str, Any], sentence: str
) -> None:
    assert list(faults_of(WELL, BOARD)) == []
    assert list(faults_of(WELL | changed, BOARD | board)) == [sentence]
