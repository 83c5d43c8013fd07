"""Each check runs for each game."""

from __future__ import annotations

import pytest

from tests.conformance.played import Played
from tests.conformance.plays import Play, plays


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "play" in metafunc.fixturenames:
        found = plays()
        metafunc.parametrize("play", found, ids=[each.game.name for each in found])


@pytest.fixture
def played(play: Play) -> Played:
    return Played(play)
