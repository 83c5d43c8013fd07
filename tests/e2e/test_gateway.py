"""A gateway that dies, that is asked to end, and that loses the cache."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from localstack.stage import Stage
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.ports import Entry
from shared.runtime import clock
from tests.e2e.driver import DEADLINE, QUESTIONS, Frame, Player, Site, Socket, eventually
from tests.e2e.homes import DEDICATED, ON_GATEWAY, SERVERLESS
from tests.e2e.test_battle import answer_all
from tests.e2e.test_crashes import answered
from tests.e2e.test_crowd import events
from tests.ports.valkey_server import patient

pytestmark = [pytest.mark.stage, ON_GATEWAY]

PLAYERS = 6
ANSWERS_BEFORE_DEATH = 20
LARGE = 501


class Load:
    """Players who play on a gateway, and on the functions from when it is gone."""

    def __init__(self, site: Site, stage: Stage) -> None:
        self.battle = site.schedule()
        self.players = [site.sign_up() for _ in range(PLAYERS)]
        self._stage = stage
        self._lock = threading.Lock()
        self._start = threading.Barrier(PLAYERS)
        self._dead = threading.Event()
        self._answers = 0
        self.repeats = 0

    def play(self, player: Player) -> list[tuple[Frame, Frame]]:
        """Join and answer everything, the last only after the death; return frames and answers."""
        asked: list[Frame] = [{"type": "codebattle.join"}] + [
            {"type": "codebattle.answer", "question": each["id"], "answer": each["answers"][0]}
            for each in QUESTIONS
        ]
        told = []
        socket = player.connect(DEDICATED)
        self._start.wait()
        for number, frame in enumerate(asked):
            whole = frame | {"room": self.battle, "id": f"c{number}"}
            if number == len(asked) - 1:
                assert self._dead.wait(DEADLINE)
            while (answer := answered(socket, whole)) is None:
                socket.close()
                socket = player.connect(SERVERLESS)
                with self._lock:
                    self.repeats += 1
            told.append((whole, answer))
            self._count()
        socket.close()
        return told

    def _count(self) -> None:
        with self._lock:
            self._answers += 1
            if self._answers == ANSWERS_BEFORE_DEATH:
                self._stage.kill_gateway()
                self._dead.set()


class TestDeath:
    def test_under_load_loses_no_command_that_was_answered(self, site: Site, stage: Stage) -> None:
        load = Load(site, stage)
        try:
            with ThreadPoolExecutor(PLAYERS) as pool:
                played = list(pool.map(load.play, load.players))
        finally:
            stage.start_gateway()
        assert load.repeats >= PLAYERS
        for player, told in zip(load.players, played, strict=True):
            assert {answer["type"] for _, answer in told} == {"done"}
            seen = Counter(each["event"] for each in events(player, load.battle))
            assert seen == {"participant.joined": 1, "answer.solved": len(QUESTIONS)}
            with player.connect(DEDICATED) as socket:
                for frame, answer in told:
                    assert answered(socket, frame, DEADLINE) == answer


class TestPlacement:
    def test_sends_players_of_a_large_battle_to_a_gateway_that_is_alive(
        self, site: Site, stage: Stage
    ) -> None:
        small, large, player = site.schedule(), site.schedule(), site.sign_up()
        board = ValkeyLeaderboard(patient(stage.valkey_url), Breaker(clock.monotonic))
        board.record(
            f"codebattle/{large}", [Entry(f"p{n}", 0, clock.now(), 1) for n in range(LARGE)]
        )

        def place(battle: str) -> str:
            return str(player.ticket(battle)["url"])

        eventually(lambda: place(large), lambda url: url == stage.gateway_url)
        assert (place(small), place("")) == (stage.ws_url, stage.ws_url)
        stage.kill_gateway()
        try:
            eventually(lambda: place(large), lambda url: url == stage.ws_url)
        finally:
            stage.start_gateway()
        eventually(lambda: place(large), lambda url: url == stage.gateway_url)


@pytest.fixture
def shooting(site: Site) -> Iterator[Shooting]:
    shooting = Shooting(site)
    with shooting.bow:
        yield shooting


class Shooting:
    """Targets on a gateway, and an archer on the functions."""

    def __init__(self, site: Site) -> None:
        self.battle = site.schedule(rules={"arrows_at_start": 30, "shields_at_start": 0})
        self.targets = [Target(site.sign_up(), self.battle) for _ in range(3)]
        self.bow = site.sign_up().connect(SERVERLESS)
        assert self.bow.ask("codebattle.join", room=self.battle)["type"] == "done"

    def shoot(self) -> None:
        for target in self.targets:
            shot = self.bow.ask("codebattle.attack", room=self.battle, target=target.player.name)
            assert shot["type"] in {"done", "accepted"}, shot


class Target:
    """Moves when it is asked to, as clients do: it opens the new socket before it leaves the old.

    `held` has its messages by offset, whichever socket they came over.
    """

    def __init__(self, player: Player, battle: str) -> None:
        self.player = player
        self.channel = player.private_channel(battle)
        self.sockets = [player.connect(DEDICATED)]
        first = self.sockets[0]
        assert first.ask("codebattle.join", room=battle)["type"] == "done"
        answer_all(first, battle, 2)
        subscribed = first.ask("subscribe", channel=self.channel)
        self.epoch, self.began = subscribed["epoch"], subscribed["offset"]

    @property
    def held(self) -> dict[int, Frame]:
        messages = [each for socket in self.sockets for each in socket.messages(self.channel)]
        return {each["offset"]: each for each in messages if each["event"] != "snapshot"}

    def move(self) -> Socket:
        """Wait until it is asked to move; resume elsewhere; return the socket that it left."""
        (first,) = self.sockets
        asked = first.wait(lambda frame: frame["type"] == "please_move")
        assert (asked["reason"], asked["within"] > 0) == ("draining", True)
        second = self.player.connect(SERVERLESS)
        self.sockets.append(second)
        last = max(self.held, default=self.began)
        back = second.ask("subscribe", channel=self.channel, epoch=self.epoch, offset=last)
        assert back["recovered"] is True
        return first

    def missed(self, hits: int) -> list[int]:
        """Offsets that should be here by now, and are not."""
        return [n for n in range(self.began + 1, self.began + 1 + hits) if n not in self.held]

    def close(self) -> None:
        for socket in self.sockets:
            socket.close()


class TestDrain:
    def test_moves_players_and_nobody_misses_a_message(
        self, shooting: Shooting, stage: Stage
    ) -> None:
        shooting.shoot()
        with ThreadPoolExecutor(len(shooting.targets)) as pool:
            try:
                stage.ask_gateway_to_end()
                moves = [pool.submit(target.move) for target in shooting.targets]
                for _ in range(5):
                    shooting.shoot()
                for move in moves:
                    move.result().wait_closed()
                shooting.shoot()
                stage.wait_for_gateway_to_end(DEADLINE)
            finally:
                stage.start_gateway()
        for target in shooting.targets:
            eventually(partial(target.missed, 7), lambda seen: seen == [])
            target.close()


class TestValkey:
    def test_away_while_the_other_home_writes_no_message_is_missed(
        self, shooting: Shooting, stage: Stage
    ) -> None:
        shooting.shoot()
        stage.stop_valkey()
        try:
            shooting.shoot()
        finally:
            stage.start_valkey()
        shooting.shoot()
        for target in shooting.targets:
            eventually(partial(target.missed, 3), lambda seen: seen == [])
            target.close()
