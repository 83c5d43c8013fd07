"""A player who does all that can be done, and hears all that comes of it."""

from __future__ import annotations

import asyncio
from itertools import zip_longest

from client import Account, Connection, Event
from shared.games.codebattle.streams import participant_stream
from tests.client.live_host import eventually
from tests.client.story import Listener, battle_of
from tests.functions.api_gateway import BATTLE, private
from tests.memory import MemoryStores

PLAYERS = ["ann", "bo", "cy", "di", "ed"]
QUESTIONS = [f"q{number}" for number in range(8, 0, -1)]
ARROWS = 9


class Player:
    """Answers all questions and shoots all arrows at the next one, with a command for each."""

    def __init__(self, name: str, account: Account, game: Connection) -> None:
        self.name = name
        self.account = account
        self.game = game
        self.battle = battle_of(game)
        self.ear = Listener(game)
        self.target = PLAYERS[PLAYERS.index(name) - 1]

    async def begin(self) -> None:
        """Earn as many points as there are arrows to lose them by."""
        await self.battle.answer("q9", "!")
        await self.game.subscribe(private(self.name))

    async def play(self, thinks: float = 0) -> None:
        """Do all there is to do; `thinks` is in seconds, before each two moves."""
        answers = [self.battle.answer(question, "!") for question in QUESTIONS]
        shots = [self.battle.attack(self.target) for _ in range(ARROWS)]
        for pair in zip_longest(answers, shots):
            await asyncio.sleep(thinks)
            await asyncio.gather(*(each for each in pair if each is not None))

    async def saw_all(self, app: MemoryStores) -> None:
        """Its log has each move once, and it has heard of each commit once and in order."""
        stream = participant_stream(BATTLE, self.name)
        commits = list(app.log.read(stream))
        mine = [each for each in commits if each.by == self.account.player_id]
        assert len(mine) == len(["join", "q9", *QUESTIONS]) + ARROWS
        await eventually(lambda: self.offsets()[-1:] == [commits[-1].position])
        offsets = self.offsets()
        assert offsets == list(range(offsets[0], offsets[-1] + 1))
        assert self.ear.links() == ["connected"]

    def offsets(self) -> list[int]:
        return [each.offset for each in self.ear.heard if isinstance(each, Event)]
