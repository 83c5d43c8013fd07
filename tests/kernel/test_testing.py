"""A failed test of rules says what came of the command."""

from __future__ import annotations

import pytest

from rumpus import CommandRefused, room_stream
from rumpus.testing import Scenario, Then
from shared.games.codebattle import CODE_BATTLE

GIVEN = Scenario(CODE_BATTLE, lambda name: room_stream(CODE_BATTLE.name, name)).given()
WRITES = ("codebattle/b",)


def test_says_what_was_decided() -> None:
    with pytest.raises(AssertionError, match="it was not refused"):
        Then(GIVEN, WRITES, {}).then_refused("late")
    with pytest.raises(AssertionError, match="scope does not name"):
        Then(GIVEN, WRITES, {"codebattle/c": ()}).then()


def test_says_how_it_was_refused() -> None:
    refused = Then(GIVEN, WRITES, {}, CommandRefused("late"))
    with pytest.raises(AssertionError, match="refused with late"):
        refused.then()
    with pytest.raises(AssertionError, match=r"refused with \('late', {}\)"):
        refused.then_refused("early")
