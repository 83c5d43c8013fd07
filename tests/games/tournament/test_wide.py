"""4,096 with the longest names fit the items of the log, and are replayed from it."""

from __future__ import annotations

from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.load import load
from shared.application.commands.stream_cache import StreamCache
from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.effects import ASKED
from shared.games.tournament.plan import MOST, SECTION, PastRound, Plan, section_stream
from shared.games.tournament.state import Open, Over
from shared.kernel.facts import Command, Commit, StreamState
from shared.kernel.players import MAX_NAME
from tests.codec import CODEC
from tests.games.tournament.samples import LATER, NOON

CUP = "x" * 40
NAMES = [f"{number:0{MAX_NAME}}" for number in range(MOST)]
PLAN = Plan("A cup", most=MOST, check_in_minutes=10, game="match", ladder="1v1")


class Stadium:
    """4,096 have checked in; the stream is begun by a snapshot of them."""

    def __init__(self) -> None:
        self.log, self.cache = InMemoryLog(CODEC), StreamCache(lambda: 0.0)
        state = Open(PLAN, NOON, None, dict.fromkeys(NAMES, True), check_in_open=True)
        stream = f"tournament/{CUP}"
        first = Commit(stream, 1, (), NOON, "test", "c", "d", {})
        self.log.append(replace(first, snapshot=StreamState(stream, 1, state, {}, NOON)))

    def do(self, command: Command, ident: str) -> None:
        handle_command(
            self.log,
            self.cache,
            TOURNAMENT,
            command,
            by="test",
            command_id=ident,
            pause=lambda _: None,
        )

    def state(self, stream: str) -> object:
        """Return a state from the log alone."""
        return load(self.log, StreamCache(lambda: 0.0), TOURNAMENT, stream).state

    def play_round(self, number: int, matches: int) -> None:
        for part in range(-(-matches // SECTION)):
            self.do(c.OpenSection(LATER, CUP, number, part), f"o{number}.{part}")
            for index in range(part * SECTION, min(matches, (part + 1) * SECTION)):
                self.do(c.Rule(LATER, CUP, number, index, (1, 2)), f"r{number}.{index}")
            self.do(c.SectionTimeUp(LATER, CUP, number, part), f"t{number}.{part}")
            self.do(c.CloseRound(LATER, CUP, number, part), f"c{number}.{part}")


def test_the_widest_tournament_is_kept_and_played() -> None:
    stadium = Stadium()
    stream = f"tournament/{CUP}"
    stadium.do(c.TimeUp(LATER, CUP), "start")
    for first in range(0, MOST, ASKED):
        ratings = tuple(float(10_000 - place) for place in range(first, first + ASKED))
        stadium.do(c.Seed(LATER, CUP, first, ratings), f"s{first}")
    past: tuple[PastRound, ...] = ()
    for number in range(1, 13):
        matches = MOST >> number
        stadium.play_round(number, matches)
        past = (*past, PastRound(number, -(-matches // SECTION)))
        stadium.do(c.PairNext(LATER, CUP, past), f"p{number}")
    over = stadium.state(stream)
    assert isinstance(over, Over)
    assert over.places[:2] == ((NAMES[0],), (NAMES[1],))
    for each in (stream, section_stream(CUP, 1, 0)):
        kept = [commit for commit in stadium.log.read(each) if commit.position % 16 == 0]
        assert len(kept) > 2
        assert all(commit.snapshot for commit in kept), "what finds no room is left out"
