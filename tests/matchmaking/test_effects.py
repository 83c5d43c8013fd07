"""What facts ask for is asked for at once by who wrote them, and by consumers if that was lost."""

from __future__ import annotations

from contextlib import suppress

import pytest
from msgspec.json import decode

from functions.queues.default import do
from shared.application.commands.replay import replay
from shared.application.matchmaking.effects import ask_for_effects
from shared.games.hunt import HUNT
from shared.games.hunt.commands import ClaimTreasure
from shared.games.hunt.example import example
from shared.games.hunt.streams import hunt_stream, seeker_stream, treasure_stream
from shared.kernel.errors import CommandRefused
from shared.wire.messages import CarryOut
from tests.memory import START, MemoryApplication

ROOM = "wide-h"
CROWN = treasure_stream(ROOM, "crown")


class Claimed(MemoryApplication):
    """A wide hunt, up to the first claim of its rival treasure."""

    def play(self) -> None:
        for number, (by, command) in enumerate(example(ROOM, START)):
            with suppress(CommandRefused):
                self.handle(HUNT, command, by=by, command_id=f"c{number}")
            if isinstance(command, ClaimTreasure):
                return

    def consume(self) -> None:
        """Do what the consumers of the log do, a second later or after a crash."""
        ask_for_effects(self, self.log.read(CROWN), sure=True)

    def asked(self) -> list[CarryOut]:
        jobs = (body for body in self.queues.take("default") if b'"carry_out"' in body.encode())
        return [decode(body, type=CarryOut) for body in jobs]


@pytest.fixture
def app() -> Claimed:
    return Claimed()


ONCE = [CarryOut(CROWN, 1, 0)]


def test_a_claim_is_followed_at_once(app: Claimed) -> None:
    app.play()
    for each in app.asked():
        do(app, each)
    assert replay(app.log, HUNT, seeker_stream(ROOM, "ann")).state.points == 105
    assert replay(app.log, HUNT, hunt_stream(ROOM)).state.claims["crown"].holder == "ann"


def test_is_asked_for_once(app: Claimed) -> None:
    app.play()
    app.consume()
    assert app.asked() == ONCE


def test_is_asked_for_by_consumers_what_was_written_by_one_who_died(app: Claimed) -> None:
    app.play()
    app.asked()
    app.coordination.flush()
    app.consume()
    assert app.asked() == ONCE


def test_is_asked_for_twice_while_the_cache_is_away(app: Claimed) -> None:
    app.play()
    app.coordination.down = True
    app.consume()
    assert app.asked() == ONCE * 2
