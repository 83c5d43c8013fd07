"""A player's session in a room, over real sockets."""

from __future__ import annotations

import asyncio

from cli.game import Game
from cli.session import Session
from client import Event
from shared.games.codebattle import facts as f
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.runtime import clock
from shared.wire.frames import Message
from tests.cli.conftest import CreateBattle
from tests.cli.host import PATIENCE, Host
from tests.cli.load_session import seated

STREAM = participant_stream("b1", "ann")
STALE = {"size": 1, "rows": [["bo", 7]], "stale": True}


class TestSession:
    async def test_takes_in_each_event_of_a_commit_of_several(
        self, host: Host, create_battle: CreateBattle
    ) -> None:
        create_battle()
        async with seated(host, "ann", "b1") as ann:
            with host.held():
                host.application.log.append(a_miss_and_a_goodbye())
            host.drop_sockets()
            async with asyncio.timeout(PATIENCE):
                heard = await _until(ann, "participant.left")
            assert "answer.missed" in heard
            assert (ann.game.tries, ann.game.active) == ({"too-many": 2}, False)

    async def test_knows_that_the_board_is_the_one_last_stored(
        self, host: Host, create_battle: CreateBattle
    ) -> None:
        create_battle()
        async with seated(host, "ann", "b1") as ann, asyncio.timeout(PATIENCE):
            host.tell(Message("codebattle/b1/board", "", 0, "board", STALE))
            while not ann.game.stale:
                await _until(ann, "board")
            assert ann.game.board_title == "Board of 1 · as last stored"
            assert [each.username for each in ann.game.rows] == ["bo"]


def a_miss_and_a_goodbye() -> Commit:
    """Two facts of one commit, which are told in one message."""
    now = clock.now()
    facts = (f.QuestionMissed(now, "too-many", "hash", 1), f.ParticipantLeft(now))
    return Commit(STREAM, 2, facts, now, "ann", "c2", "")


async def _until(session: Session[Game], last: str) -> list[str]:
    heard = []
    async for happening in session.happenings():
        if isinstance(happening, Event):
            heard.append(happening.name)
            if happening.name == last:
                return heard
    raise AssertionError(heard)
