"""What a look at a long stream reads of the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from functions.http.streams import LAST_COMMITS
from shared.adapters.memory.log import InMemoryLog
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.kernel.facts import Commit
from shared.kernel.players import Identity
from shared.kernel.rules import SNAPSHOT_EVERY
from tests.codec import CODEC
from tests.functions.test_http import Api
from tests.memory import MemoryApplication

PATH = "/v1/streams/codebattle/b1/player/ann"
LENGTH = 4 * LAST_COMMITS


class CountingLog(InMemoryLog):
    """Counts the commits that are read."""

    commits = 0

    def latest(self, stream: str, limit: int = SNAPSHOT_EVERY) -> Sequence[Commit]:
        found = super().latest(stream, limit)
        self.commits += len(found)
        return found

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        for commit in super().read(stream, after, limit):
            self.commits += 1
            yield commit


class Replays(MemoryApplication):
    """A process of its own, on a log that is there already."""

    def __init__(self, log: CountingLog) -> None:
        super().__init__()
        self._log = log

    @property
    def log(self) -> CountingLog:
        return self._log


@pytest.fixture(scope="module")
def log() -> CountingLog:
    """Ann joins and leaves until her stream is long."""
    log = CountingLog(CODEC)
    api = Api(Replays(log))
    api.battle()
    now = api.parts.clock()
    join, leave = c.JoinBattle(now, "b1", "ann", "p-ann"), c.LeaveBattle(now, "b1", "ann")
    for number in range(LENGTH):
        api.parts.handle(
            CODE_BATTLE, leave if number % 2 else join, by="p-ann", command_id=f"c{number}"
        )
    return log


def look(log: CountingLog, query: str, who: Identity | None = None) -> tuple[int, int]:
    """Return the status that a process answers that knows nothing yet, and the commits it read."""
    parts = Replays(log)
    token = parts.tokens.sign(who or Identity("p-ann", "ann"), parts.clock(), 60)
    log.commits = 0
    answer = Api(parts).http.get(PATH + query, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, log.commits


class TestReplay:
    def test_of_the_present_reads_the_newest_commits_alone(self, log: CountingLog) -> None:
        status, commits = look(log, "")
        assert (status, commits <= LAST_COMMITS + SNAPSHOT_EVERY) == (200, True)

    def test_of_the_past_reads_what_led_there(self, log: CountingLog) -> None:
        status, commits = look(log, "?position=300")
        assert (status, commits <= 300 + LAST_COMMITS + SNAPSHOT_EVERY) == (200, True)

    @pytest.mark.parametrize("query", ["", "?position=300", "?at=2030-01-01T00:00:00Z"])
    def test_by_others_reads_no_more_than_whose_it_is(self, log: CountingLog, query: str) -> None:
        status, commits = look(log, query, Identity("p-bob", "bob"))
        assert (status, commits <= SNAPSHOT_EVERY) == (403, True)
