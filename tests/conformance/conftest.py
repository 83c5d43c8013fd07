"""Each check runs for each game."""

from __future__ import annotations

import pytest

from tests.conformance.played import Played
from tests.conformance.plays import Play, plays
from tests.conformance.sound import Unsound

PLAYS = plays()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "play" in metafunc.fixturenames:
        metafunc.parametrize("play", PLAYS, ids=[each.game.name for each in PLAYS])


@pytest.fixture
def played(play: Play) -> Played:
    """What is wrong with the example is said once, by the test that plays it."""
    try:
        return Played(play)
    except Unsound:
        pytest.skip("the example can't be played")
