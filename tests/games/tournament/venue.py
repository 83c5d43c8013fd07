"""A tournament on the whole application in memory: consumers and queues run until all is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from msgspec.json import decode

from functions.queues.default import work
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.application.lifecycle.timers import set_timers
from shared.application.matchmaking.effects import ask_for_effects
from shared.application.matchmaking.take_results import ask_for_results
from shared.games.inbox import INBOX
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch
from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.plan import Plan, section_stream, tournament_stream
from shared.games.tournament.state import Match, Section
from shared.kernel.facts import Command, Commit
from shared.kernel.moments import milliseconds
from shared.wire.messages import ReadWorn, TakeWorn
from tests.memory import MemoryApplication

CUP = "cup"
HOUR = timedelta(hours=1)


class Venue:
    """Runs one tournament, `cup`, which starts in an hour.

    `repeats` says how often each message and commit comes.
    """

    def __init__(self, plan: Plan, repeats: int = 1, **fields: Any) -> None:
        self.app = MemoryApplication()
        self.repeats = repeats
        self._seen: dict[str, int] = {}
        self._ids = 0
        self.operate(c.Create(self.now, CUP, plan, self.now + HOUR, **fields))

    @property
    def now(self) -> Any:
        return self.app.time.now

    def register(self, *names: str) -> None:
        for who in names:
            self.do(c.Register(self.now, CUP, who), who)

    def start(self) -> None:
        self.operate(c.Start(self.now, CUP))
        self.settle()

    def operate(self, command: Command) -> Any:
        return self.do(command, "operator")

    def do(self, command: Command, by: str, game: Any = TOURNAMENT) -> Any:
        self._ids += 1
        return self.app.handle(game, command, by=by, command_id=f"c{self._ids}").outcome

    def settle(self, seconds: int = 30) -> None:
        """Let time pass until nothing is left to do within so many seconds."""
        for _ in range(seconds):
            self.app.time.pass_seconds(1)
            new = list(self._new())
            for _ in range(self.repeats):
                ask_for_effects(self.app, new, sure=True)
                ask_for_results(self.app, new)
                set_timers(self.app, new, sure=True)
            self._undress()
            bodies = self.app.queues.take("default")
            for body in bodies * self.repeats:
                self.work(body)
            if not new and not bodies:
                return

    def _undress(self) -> None:
        """Answer for the economy what players wear: nothing."""
        for body in self.app.queues.take("payouts"):
            asked = decode(body, type=ReadWorn)
            answer = TakeWorn(asked.stream, asked.position, asked.place, {})
            self.app.queues.put("default", answer)

    def work(self, body: str) -> None:
        """Handle a message."""
        done = work(self.app, {"Records": [self._record(body)]})
        assert done == {"batchItemFailures": []}, self.app.faults

    def pass_minutes(self, minutes: int) -> None:
        self.app.time.pass_seconds(60 * minutes)
        self.settle()

    @property
    def state(self) -> Any:
        return self.fresh(tournament_stream(CUP))

    def fresh(self, stream: str) -> Any:
        """Return a state as a process sees it that knew nothing of it."""
        game = self.app.games.of(stream)
        assert game
        return load(self.app.log, StreamCache(lambda: 0.0), game, stream).state

    def open_matches(self) -> list[tuple[int, int, Match]]:
        """Return round, index and match of all that have no result."""
        state = self.state
        found = []
        for part in range(getattr(state, "sections", 0)):
            section = self.fresh(section_stream(CUP, state.number, part))
            if isinstance(section, Section) and not section.is_closed:
                found += [
                    (state.number, section.first + i, each)
                    for i, each in enumerate(section.matches)
                    if not each.places or each.disputed_by
                ]
        return found

    def fight(self, match: Match, loser: str) -> None:
        """Play a match in its room: both come, one gives up."""
        for who in match.sides:
            self.do(JoinMatch(self.now, match.room, who), who, MATCH)
        self.do(LeaveMatch(self.now, match.room, loser), loser, MATCH)

    def notices(self, who: str) -> list[Any]:
        inbox = self.fresh(f"{INBOX.name}/{who}")
        return [each.notice for each in inbox.kept] if inbox else []

    def _new(self) -> Iterator[Commit]:
        assert isinstance(self.app.log, InMemoryLog)
        for stream in list(self.app.log._streams):
            for commit in self.app.log.read(stream, after=self._seen.get(stream, 0)):
                self._seen[stream] = commit.position
                yield commit

    def _record(self, body: str) -> dict[str, Any]:
        attributes = {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": str(milliseconds(self.app.time.now)),
        }
        return {"messageId": "m1", "body": body, "attributes": attributes}
