"""Commands a second through the whole command path: rules, idempotency, conditional append."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bench.codec import CODEC, decode_commit, encode_commit
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import Log, StreamMoved
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, Attack, JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.games.match import MATCH
from shared.games.match.actions import SIDE, Move
from shared.games.match.commands import Act, JoinMatch, OpenMatch
from shared.games.match.plan import PACE, Plan, match_stream
from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.runtime.clock import monotonic, pause

NAME = "Command path (one process, in-memory log behind the same port)"
PLAYERS = 500
QUESTIONS = 20
EIGHT = 8

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(minutes=1)


class Battle:
    """A battle with its players joined, in a fresh log."""

    def __init__(self, players: int = PLAYERS) -> None:
        self.log: Log = InMemoryLog(CODEC)
        self.cache = StreamCache(monotonic)
        self.next_id = 0
        questions = tuple(Question(f"q{n}", "?", (str(n),), points=100) for n in range(QUESTIONS))
        end = START + timedelta(hours=1)
        rules = Rules(arrows_at_start=20, shields_at_start=0, max_arrows=1000)
        self.handle(ScheduleBattle(START, "b", "bench", START, end, questions, rules))
        for player in range(players):
            self.handle(JoinBattle(START, "b", f"p{player}", f"id{player}"))

    def handle(self, command: Command, game: Game = CODE_BATTLE) -> int:
        """Handle one command; return how many commits it wrote."""
        self.next_id += 1
        handled = handle_command(
            self.log,
            self.cache,
            game,
            command,
            by=f"id{player[1:]}" if (player := getattr(command, "username", "")) else "bench",
            command_id=f"c{self.next_id}",
            pause=pause,
        )
        return len(handled.commits)


def per_second(count: int, work: object) -> float:
    assert callable(work)
    start = time.process_time()  # other programs on the machine disturb it little
    work()
    return count / (time.process_time() - start)


def answers() -> float:
    battle = Battle()
    commands = [
        Answer(NOW, "b", f"p{player}", f"q{question}", str(question))
        for question in range(QUESTIONS)
        for player in range(PLAYERS)
    ]
    return per_second(len(commands), lambda: [battle.handle(each) for each in commands])


def actions() -> float:
    """Moves in matches of eight at once: each is a turn of its own, seen by all."""
    battle = Battle(players=0)
    fighters: list[tuple[str, str]] = []
    for number in range(PLAYERS // EIGHT):
        room, names = f"m{number}", tuple(f"p{number}-{each}" for each in range(EIGHT))
        plan = Plan("at_once", EIGHT, tuple((who,) for who in names))
        battle.handle(OpenMatch(START, room, number, plan), MATCH)
        for who in names:
            battle.handle(JoinMatch(START, room, who), MATCH)
        fighters += [(room, who) for who in names]
    commands: list[Command] = []
    for seq in range(1, QUESTIONS + 1):
        now = START + seq * PACE
        for room, who in fighters:
            state = battle.cache.get(match_stream(room))
            assert state
            at = state.state.fighters[who]
            to = Move(at.x, at.y + (1 if at.y < SIDE - 1 else -1)) if seq % 2 else Move(at.x, at.y)
            commands.append(Act(now, room, who, seq, to))
    return per_second(len(commands), lambda: [battle.handle(each, MATCH) for each in commands])


def refusals() -> float:
    """Answers to what each has solved: read again before they are refused, and recorded."""
    battle = Battle()
    command = [Answer(NOW, "b", f"p{player}", "q1", "1") for player in range(PLAYERS)]
    for each in command:
        battle.handle(each)
    return per_second(6 * PLAYERS, lambda: [battle.handle(each) for each in command * 6])


def attacks() -> float:
    battle = Battle()
    for player in range(PLAYERS):
        battle.handle(Answer(NOW, "b", f"p{player}", "q1", "1"))
    commands = [
        Attack(NOW, "b", f"p{player}", f"p{(player + step) % PLAYERS}")
        for step in range(1, 9)
        for player in range(PLAYERS)
    ]
    return per_second(len(commands), lambda: [battle.handle(each) for each in commands])


def pile_on() -> tuple[float, float]:
    """Ten threads attack one target: seconds for 500 attacks, and how many had to be put off."""
    battle = Battle()
    for question in range(QUESTIONS):
        battle.handle(Answer(NOW, "b", "p0", f"q{question}", str(question)))

    def attack(player: int) -> int:
        try:
            battle.handle(Attack(NOW, "b", f"p{player}", "p0"))
        except StreamMoved:
            return 1
        return 0

    start = time.perf_counter()
    with ThreadPoolExecutor(10) as pool:
        postponed = sum(pool.map(attack, range(1, PLAYERS)))
    return (PLAYERS - 1) / (time.perf_counter() - start), postponed


def codec() -> tuple[float, float, float]:
    """Encoded bytes of an attack's commit, and encodes and decodes a second."""
    battle = Battle()
    battle.handle(Answer(NOW, "b", "p1", "q1", "1"))
    battle.handle(Attack(NOW, "b", "p0", "p1"))
    commit = battle.log.latest("codebattle/b/player/p1", 1)[0]
    item = encode_commit(commit)
    size = sum(len(name) + len(next(iter(value.values()))) for name, value in item.items())
    count = 20_000
    encodes = per_second(count, lambda: [encode_commit(commit) for _ in range(count)])
    decodes = per_second(count, lambda: [decode_commit(item) for _ in range(count)])
    return size, encodes, decodes


def run() -> list[tuple[str, float, str]]:
    turns = [(answers(), actions()) for _ in range(3)]
    rates = [statistics.median(each) for each in zip(*turns, strict=True)]
    piled = [pile_on() for _ in range(3)]
    size, encodes, decodes = codec()
    return [
        ("answers, 500 players", rates[0], "/s"),
        ("actions in matches of 8 at once, 496 players", rates[1], "/s"),
        ("  of the rate of answers", rates[1] / rates[0], "x"),
        ("refusals, 500 players", statistics.median(refusals() for _ in range(3)), "/s"),
        (
            "attacks (two streams), 500 players",
            statistics.median(attacks() for _ in range(3)),
            "/s",
        ),
        ("499 attacks on one target, 10 threads", statistics.median(p[0] for p in piled), "/s"),
        ("  of which put off to the queue", statistics.median(p[1] for p in piled), "commands"),
        ("bytes of a stored commit (one fact)", size, "B"),
        ("commits encoded", encodes, "/s"),
        ("commits decoded", decodes, "/s"),
    ]
