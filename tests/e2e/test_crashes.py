"""What a crash, the clock and a store that goes away do to a battle."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import pytest
import redis
from websockets.exceptions import ConnectionClosed

from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, QUESTIONS, Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.test_battle import board
from tests.e2e.test_crowd import facts

pytestmark = [pytest.mark.stage, pytest.mark.xdist_group("stage"), ON_FUNCTIONS]

KILLS = 12
"""Enough to hit commands in flight; more would only wait for functions to start again."""


def workers(stage: Stage, function: str) -> list[psutil.Process]:
    """The processes of a function, among those that this stage has started."""
    assert stage._aws._guard is not None
    found = []
    for process in psutil.Process(stage._aws._guard.pid).children(recursive=True):
        with suppress(psutil.Error):
            if process.environ().get("AWS_LAMBDA_FUNCTION_NAME", "").endswith(f"-{function}"):
                found.append(process)
    return found


def kill_after_append(stage: Stage, appended: Callable[[], bool]) -> None:
    """Kill the message functions once one has appended, and before it goes on.

    They run for some milliseconds at a time and stand still while the log is looked at, so that
    they do not get ahead of a slow machine.
    """
    deadline = time.monotonic() + DEADLINE
    while True:
        seen = workers(stage, "message")
        for process in seen:
            process.suspend()
        if appended():
            assert seen, "who appended has gone"
            for process in seen:
                process.kill()
            return
        for process in seen:
            process.resume()
        assert time.monotonic() < deadline, "nothing was appended"
        threading.Event().wait(0.005)


class TestDeath:
    def test_of_a_function_after_its_append_changes_nothing_for_who_repeats(
        self, site: Site, stage: Stage
    ) -> None:
        battle, player = site.schedule(), site.sign_up()
        answer = {"battle": battle, "question": "q1", "answer": "2", "id": unique("c")}
        with player.connect() as socket:
            socket.ask("join", battle=battle)
            # The fast path hangs, so the function stays a while between its append and its answer.
            redis.Redis.from_url(stage.valkey_url).client_pause(2000)
            socket.send("answer", **answer)
            kill_after_append(stage, lambda: committed(stage, battle, player) == 2)
            socket.wait(lambda frame: frame.get("message") == "Internal server error")
            assert not [frame for frame in socket.frames if frame.get("id") == answer["id"]]
        with player.connect() as socket:
            first = socket.ask("answer", **answer)
            assert (first["type"], first["correct"], first["total"]) == ("done", True, 10)
        names = [fact["fact"] for fact in facts(player, battle)]
        assert names == ["ParticipantJoined", "QuestionSolved"]
        eventually(lambda: board(site, battle), lambda seen: seen == {player.name: 10})

    def test_of_many_functions_loses_and_doubles_nothing(self, site: Site, stage: Stage) -> None:
        battle = site.schedule()
        players = [site.sign_up() for _ in range(6)]
        over = threading.Event()

        def kill() -> None:
            killed = 0
            while killed < KILLS and not over.wait(0.15):
                for process in workers(stage, "message")[:2]:
                    with suppress(psutil.Error):
                        process.kill()
                        killed += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            with ThreadPoolExecutor(len(players)) as pool:
                repeats = sum(pool.map(lambda player: play_through(player, battle), players))
        finally:
            over.set()
            killer.join()
        assert repeats > 0
        for player in players:
            told = Counter(fact["fact"] for fact in facts(player, battle))
            assert told == {"ParticipantJoined": 1, "QuestionSolved": len(QUESTIONS)}


def committed(stage: Stage, battle: str, player: Player) -> int:
    """Commits of the player's stream, read behind the product's back."""
    found = stage.account.client("dynamodb").query(
        TableName="rumpus-local-log",
        KeyConditionExpression="pk = :stream",
        ExpressionAttributeValues={":stream": {"S": f"battle/{battle}/player/{player.name}"}},
        ConsistentRead=True,
    )
    return int(found["Count"])


def play_through(player: Player, battle: str) -> int:
    """Join and answer everything; what is not answered is sent again, with its id, elsewhere.

    Return how many commands were sent again.
    """
    repeats = 0
    frames = [{"type": "join"}] + [
        {"type": "answer", "question": each["id"], "answer": each["answers"][0]}
        for each in QUESTIONS
    ]
    socket = player.connect()
    for number, frame in enumerate(frames):
        whole = frame | {"battle": battle, "id": f"c{number}"}
        while (answer := answered(socket, whole)) is None:
            socket.close()
            socket = player.connect()
            repeats += 1
        assert answer["type"] == "done", answer
    socket.close()
    return repeats


def answered(socket: Socket, frame: Frame) -> Frame | None:
    heard = len(socket.frames)
    with suppress(ConnectionClosed, AssertionError):
        socket.send_text(json.dumps(frame))
        answer = socket.wait(
            lambda each: each.get("id") == frame["id"] or "message" in each, 3, heard
        )
        return None if "type" not in answer or answer["type"] == "error" else answer
    return None
