"""What a crash, the clock and a store that goes away do to a battle."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import psutil
import pytest
from websockets.exceptions import ConnectionClosed

from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, QUESTIONS, Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.processes import signal, workers
from tests.e2e.test_battle import board
from tests.e2e.test_crowd import events
from tests.ports.valkey_server import patient

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]

KILLS = 12
"""Enough to hit commands in flight; more would only wait for functions to start again."""


def kill_after_append(stage: Stage, appended: Callable[[], bool]) -> None:
    """Kill the message functions once one has appended, if it can be done before one goes on.

    They run for some milliseconds at a time and stand still while the log is looked at. On a busy
    machine one may get ahead all the same: ask whether it has answered.
    """
    deadline = time.monotonic() + DEADLINE
    while True:
        seen = workers(stage, "message")
        signal(seen, psutil.Process.suspend)
        if appended():
            assert seen, "who appended has gone"
            signal(seen, psutil.Process.kill)
            return
        signal(seen, psutil.Process.resume)
        assert time.monotonic() < deadline, "nothing was appended"
        threading.Event().wait(0.005)


def has_commits(stage: Stage, battle: str, player: Player, wanted: int) -> bool:
    return committed(stage, battle, player) == wanted


def is_outcome(command: str, frame: Frame) -> bool:
    """Whether a frame answers the command, or tells that its function died."""
    return "message" in frame or frame.get("id") == command


def answer_cut_off(
    stage: Stage, socket: Socket, player: Player, battle: str
) -> tuple[dict[str, str], int]:
    """Answer until a function dies between append and answer; return what it was, and its number.

    Most often that is the first answer.
    """
    for solved, question in enumerate(QUESTIONS, start=1):
        answer = {
            "room": battle,
            "question": str(question["id"]),
            "answer": str(question["answers"][0]),
            "id": unique("c"),
        }
        # The fast path hangs, so the function stays a while between its append and its answer.
        patient(stage.valkey_url).execute_command("CLIENT", "PAUSE", 2000)
        socket.send("codebattle.answer", **answer)
        kill_after_append(stage, partial(has_commits, stage, battle, player, solved + 1))
        heard = socket.wait(partial(is_outcome, answer["id"]))
        if "message" in heard:
            assert heard["message"] == "Internal server error"
            return answer, solved
    raise AssertionError("each answer came before its function could be killed")


class TestDeath:
    def test_of_a_function_after_its_append_changes_nothing_for_who_repeats(
        self, site: Site, stage: Stage
    ) -> None:
        battle, player = site.schedule(), site.sign_up()
        with player.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            cut_off, solved = answer_cut_off(stage, socket, player, battle)
        with player.connect() as socket:
            first = socket.ask("codebattle.answer", **cut_off)
            told = (first["type"], first["correct"], first["total"])
            assert told == ("done", True, 10 * solved)
        names = [each["event"] for each in events(player, battle)]
        assert names == ["participant.joined"] + ["answer.solved"] * solved
        eventually(lambda: board(site, battle), lambda seen: seen == {player.name: 10 * solved})

    def test_of_many_functions_loses_and_doubles_nothing(self, site: Site, stage: Stage) -> None:
        battle = site.schedule()
        players = [site.sign_up() for _ in range(6)]
        held, over = threading.Event(), threading.Event()

        def kill() -> None:
            killed = 0
            while killed < KILLS and not over.is_set():
                doomed = workers(stage, "message")[:2]
                signal(doomed, psutil.Process.suspend)
                if doomed:
                    held.set()
                over.wait(0.15)  # so that commands come to who stands still
                for process in doomed:
                    with suppress(psutil.Error):
                        process.kill()
                        killed += 1

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            with ThreadPoolExecutor(len(players)) as pool:
                repeats = sum(pool.map(lambda player: play_through(player, battle, held), players))
        finally:
            over.set()
            killer.join()
        assert repeats > 0
        for player in players:
            told = Counter(each["event"] for each in events(player, battle))
            assert told == {"participant.joined": 1, "answer.solved": len(QUESTIONS)}


def committed(stage: Stage, battle: str, player: Player) -> int:
    """Commits of the player's stream, read behind the product's back."""
    found = stage.account.client("dynamodb").query(
        TableName="rumpus-local-log",
        KeyConditionExpression="pk = :stream",
        ExpressionAttributeValues={":stream": {"S": f"codebattle/{battle}/player/{player.name}"}},
        ConsistentRead=True,
    )
    return int(found["Count"])


def play_through(player: Player, battle: str, held: threading.Event) -> int:
    """Join and answer everything; what is not answered is sent again, with its id, elsewhere.

    It answers once a function is held, for else it could be done before one is killed.
    Return how many commands were sent again.
    """
    repeats = 0
    frames = [{"type": "codebattle.join"}] + [
        {"type": "codebattle.answer", "question": each["id"], "answer": each["answers"][0]}
        for each in QUESTIONS
    ]
    socket = player.connect()
    for number, frame in enumerate(frames):
        whole = frame | {"room": battle, "id": f"c{number}"}
        while (answer := answered(socket, whole)) is None:
            socket.close()
            socket = player.connect()
            repeats += 1
        assert answer["type"] == "done", answer
        assert held.wait(DEADLINE), "no function was held"
    socket.close()
    return repeats


def answered(socket: Socket, frame: Frame, seconds: float = 3) -> Frame | None:
    """The answer, or None where there is none in time, which is a reason to repeat."""
    heard = len(socket.frames)
    with suppress(ConnectionClosed, AssertionError):
        socket.send_text(json.dumps(frame))
        answer = socket.wait(
            lambda each: each.get("id") == frame["id"] or "message" in each, seconds, heard
        )
        return None if "type" not in answer or answer["type"] == "error" else answer
    return None
