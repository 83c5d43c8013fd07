"""What is written for the players of a game."""

from __future__ import annotations

import asyncio
import inspect
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from client.requests import Outcome
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import PlayerCommand
from shared.kernel.players import Username
from tools.game_clients import game_client


class Bet(PlayerCommand, frozen=True, tag="bet"):
    """Bet on a horse."""

    chance: int
    horse: int | None
    stakes: dict[str, int]
    until: datetime
    text: str = "none"
    jockey: Username = "nobody"


class Wire:
    """Keeps what it is asked to carry out."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    async def command(self, kind: str, /, **fields: Any) -> Outcome:
        self.sent.append((kind, fields))
        return Outcome({})


def written(*commands: type[PlayerCommand]) -> Any:
    """Carry out what is written for a game with these commands; return its class."""
    module: dict[str, Any] = {}
    game = replace(CODE_BATTLE, name="races", player_commands=commands)
    exec(game_client(game, "Races"), module)  # noqa: S102 - what is written is what is tested
    return module["Races"]


class TestGameClient:
    def test_has_a_method_for_each_command_with_what_its_sender_fills_in(self) -> None:
        bet = written(Bet).bet
        assert bet.__doc__ == "Bet on a horse."
        assert str(inspect.signature(bet)) == (
            "(self, horse: 'int | None', stakes: 'Any', until: 'datetime', text: 'str' = 'none',"
            " jockey: 'str' = 'nobody') -> 'Outcome'"
        )

    def test_sends_commands_to_its_room(self) -> None:
        wire = Wire()
        asyncio.run(written(Bet)(wire, "r1").bet(7, {}, "noon"))
        fields = {"horse": 7, "stakes": {}, "until": "noon", "text": "none", "jockey": "nobody"}
        assert wire.sent == [("races.bet", {"room": "r1"} | fields)]

    def test_names_the_channels_of_its_room(self) -> None:
        races = written()(Wire(), "r1")
        assert (races.own("ann"), races.board) == ("races/r1/player/ann@ann", "races/r1/board")
        assert (races.stream, races.seen_by("ann")) == ("races/r1", "races/r1@ann")
