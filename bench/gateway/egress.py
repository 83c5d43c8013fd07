"""Bytes that one player of 20,000 is sent in a second, by kind of frame; simulated, real frames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

from msgspec.json import decode, encode

from bench.gateway.scene import BATTLE, ROOM, player_id
from bench.names import board_channel, rank_channel
from bench.rows import Row
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.player_socket import PING_FRAME
from functions.ws.gateway.service import RANKS_EVERY
from shared.application.boards.ports import RankedEntry
from shared.application.channels.refresh_channel import refresh_channel, value_frame
from shared.application.channels.subscribe import RANK_EVENT, rank_snapshot
from shared.application.channels.values import Value, value_key
from shared.application.commands.result import CommandResult
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, JoinBattle, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.rules import Rules
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command
from shared.realtime import websocket
from shared.realtime.publisher import messages_of
from shared.runtime import clock
from shared.wire import frames as f
from tests.gateway_host import GatewayApplication
from tests.memory import START

NAME = "Gateway: bytes a player-second, 20,000 players on one board at 1 Hz (simulated)"
PLAYERS = 20_000
QUESTIONS = 40
WARM_SECONDS = 30
SECONDS = 10
HEADERS = 52
"""Bytes of IP and TCP with timestamps in front of each write."""

RATES = {"an hour's battle, 55 answers/s": 55, "the last minute, 2,000 answers/s": 2000}
BOARD = board_channel(BATTLE)
RANK = rank_channel(BATTLE)


def run() -> list[Row]:
    return [row for label, rate in RATES.items() for row in _rows(label, rate)]


def _rows(label: str, rate: int) -> list[Row]:
    sent, saved, writes = Hour(rate).play()
    plain = sum(sent.values())
    compressed = plain - saved
    return [
        *((f"{label}: {kind}", amount, "bytes") for kind, amount in sent.items()),
        (f"{label}: the board, compressed", sent["board"] - saved, "bytes"),
        (f"{label}: all", plain, "bytes a player-second (to reach: 250)"),
        (f"{label}: all, compressed", compressed, "bytes a player-second (to reach: 250)"),
        (f"{label}: this with headers of packets", compressed + writes * HEADERS, "bytes"),
    ]


class Parts(GatewayApplication):
    """Epochs are random, as they are on a stage: they don't compress."""

    @property
    def new_id(self) -> Callable[[], str]:
        return clock.new_id


class Hour:
    """A battle in a simulated time; everybody listens to the board, to itself and to its place."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._parts = Parts()
        self._chance = Random(1)  # noqa: S311 - a load, not a secret
        self._last: Value | None = None
        self._told: dict[str, RankedEntry] = {}
        self._sent: Counter[str] = Counter()
        self._saved = 0  # bytes, when clients read compressed frames
        self._writes = 0.0
        self._names = [f"player-{number:05}" for number in range(PLAYERS)]
        self._prepare()

    def play(self) -> tuple[dict[str, float], float, float]:
        """Return the bytes by kind, those that compression saves, and the writes.

        Each of a player and a second.
        """
        for second in range(1, WARM_SECONDS + SECONDS + 1):
            if second == WARM_SECONDS + 1:
                self._sent.clear()
                self._saved, self._writes = 0, 0
            self._second(second)
        pings = len(PING_FRAME) / Limits().ping_every
        every = PLAYERS * SECONDS
        sent = {kind: amount / every for kind, amount in self._sent.items()} | {"pings": pings}
        return sent, self._saved / every, self._writes / every + 1 / Limits().ping_every

    def _prepare(self) -> None:
        questions = tuple(Question(f"q{n}", "?", ("1",)) for n in range(QUESTIONS))
        end = START + timedelta(hours=1)
        self._handle(ScheduleBattle(START, BATTLE, "", START, end, questions, Rules()), "0")
        board = self._parts.leaderboard
        if (claim := board.claim_rebuild(ROOM)) is not None:
            board.mark_complete(ROOM, claim)
        for name in self._names:
            joined = JoinBattle(START, BATTLE, name, player_id(name))
            self._handle(joined, "join")

    def _handle(self, command: Command, command_id: str) -> CommandResult:
        return self._parts.handle(CODE_BATTLE, command, by="", command_id=command_id)

    def _second(self, second: int) -> None:
        self._parts.time.pass_seconds(1)
        for number in range(self._rate):
            self._answer(f"{second}-{number}")
        self._board()
        if second % RANKS_EVERY == 0:
            self._ranks()

    def _answer(self, command_id: str) -> None:
        """Nobody answers a question twice; one who has no more is skipped."""
        parts, name = self._parts, self._chance.choice(self._names)
        question = f"q{self._chance.randrange(QUESTIONS)}"
        right = str(self._chance.randrange(2))
        command = Answer(parts.clock(), BATTLE, name, question, right)
        try:
            handled = self._handle(command, command_id)
        except CommandRefused:
            return
        done = f.encode_server(f.Done(command_id, dict(handled.outcome)))
        told = messages_of(parts.games, handled.commits, handled.after)
        self._count("private messages and answers", [done, *(each.text for each in told)], 1)

    def _board(self) -> None:
        """As a host looks at a board and shows it to all who had the version before."""
        refresh_channel(self._parts, BOARD)
        held = self._parts.coordination.get(value_key(BOARD))
        assert held is not None
        value = decode(held, type=Value)
        if self._last is None or value.version != self._last.version:
            text = encode(value_frame(BOARD, value, self._last))
            plain, compressed = websocket.shared(text)
            self._count("board", [text], PLAYERS)
            self._saved += (len(plain) - len(compressed)) * PLAYERS
        self._last = value

    def _ranks(self) -> None:
        board = self._parts.leaderboard
        size, entries = board.size(ROOM), board.ranks(ROOM, self._names)
        for each in entries:
            if self._told.get(each.member) != each:
                snapshot = rank_snapshot(each, size)
                message = f.Message(RANK, "0123456789", 1, RANK_EVENT, snapshot)
                self._count("own place", [f.encode_server(message)], 1)
                self._told[each.member] = each

    def _count(self, kind: str, texts: Sequence[bytes], receivers: int) -> None:
        self._sent[kind] += sum(len(websocket.frame(text)) for text in texts) * receivers
        self._writes += receivers
