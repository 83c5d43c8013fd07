"""What the clock and a store that goes away do to a battle."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from localstack.stage import Stage
from shared.application.lifecycle.announce_rooms import SETTLED
from shared.application.lifecycle.project_room import KIND
from tests.e2e.driver import QUESTIONS, Frame, Site, Socket, eventually
from tests.e2e.homes import HOMES, ON_FUNCTIONS
from tests.e2e.test_battle import answer_all, board

pytestmark = pytest.mark.stage


@ON_FUNCTIONS
class TestHerald:
    def test_says_everything_once_however_often_it_comes(self, site: Site, stage: Stage) -> None:
        player = site.sign_up()
        with player.connect() as socket:
            socket.ask("ping")  # whatever has to start first has started
            battle = played_to_the_end_of_time(site, socket)
            eventually(lambda: board(site, battle), lambda seen: seen == {player.name: 10})
            phase = f"/v1/rooms/codebattle/{battle}"
            eventually(lambda: site.http.get(phase).json()["phase"], lambda seen: seen == "ended")
            late = socket.ask("codebattle.answer", room=battle, question="q2", answer="4")
            assert late["reason"] == "battle_ended"
        for _ in range(3):
            invoke(stage, "lifecycle")
        replayed = site.operate("GET", f"/v1/streams/codebattle/{battle}").json()
        told = [each["event"] for each in replayed["commits"]]
        assert told == ["battle.scheduled", "battle.started", "battle.ended"]
        let_it_settle(stage, battle)
        for _ in range(2):
            invoke(stage, "lifecycle")
        final = site.http.get(f"/v1/rooms/codebattle/{battle}@final/board/top").json()
        assert final["entries"] == [{"member": player.name, "points": 10, "rank": 1}]
        assert site.operate("GET", f"/v1/streams/codebattle/{battle}").json()["position"] == 3


def played_to_the_end_of_time(site: Site, socket: Socket) -> str:
    """A battle that is over in a moment, with one right answer; on a slow machine, a longer one."""
    for seconds in (2, 4, 8, 16, 32):
        now = datetime.now(UTC)  # noqa: TID251 - a player's clock
        battle = site.schedule(ends_at=(now + timedelta(seconds=seconds)).isoformat())
        socket.ask("codebattle.join", room=battle)
        answer = socket.ask("codebattle.answer", room=battle, question="q1", answer="2")
        if answer["type"] == "done":
            return battle
        assert answer["reason"] in {"battle_ended", "not_joined"}, answer
    raise AssertionError("over before it could be played")


def invoke(stage: Stage, function: str) -> None:
    answer = stage.account.client("lambda").invoke(FunctionName=f"rumpus-local-{function}")
    assert "FunctionError" not in answer, answer["Payload"].read()


def beside[T](stage: Stage, function: str, work: Callable[[], T]) -> T:
    """Work, and invoke a function all the while, whenever its clock does."""
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        while not wait([working], timeout=0.5).done:
            invoke(stage, function)
        return working.result()


def let_it_settle(stage: Stage, battle: str) -> None:
    """Move the battle's end in the lifecycle scheduler's list, which is all that it knows."""
    table = stage.account.client("dynamodb")
    key = {"pk": {"S": KIND}, "sk": {"S": f"codebattle/{battle}"}}
    row = table.get_item(TableName="rumpus-local-views", Key=key)["Item"]
    listed = json.loads(row["body"]["S"])
    ended = datetime.fromisoformat(listed["ends_at"]) - SETTLED
    row["body"]["S"] = json.dumps(listed | {"ends_at": ended.isoformat()})
    table.put_item(TableName="rumpus-local-views", Item=row)


def times(site: Site, battle: str, name: str) -> list[datetime]:
    """When what a participant did happened, but for what was refused."""
    stream = site.operate("GET", f"/v1/streams/codebattle/{battle}/player/{name}").json()
    return [
        datetime.fromisoformat(each["at"])
        for each in stream["commits"]
        if each["event"] != "command.refused"
    ]


@ON_FUNCTIONS
class TestEarlyEnd:
    def test_answers_are_refused_from_the_moment_that_it_was_said_to_come(self, site: Site) -> None:
        """On both homes, who wait for the same end."""
        battle, players = site.schedule(), [site.sign_up() for _ in HOMES]
        questions = QUESTIONS[:1]
        frozen = site.command("codebattle.replace_questions", battle, questions=questions)
        assert (frozen.status_code, frozen.json()["error"]["code"]) == (409, "questions_frozen")
        with ExitStack() as kept:
            sockets = [
                kept.enter_context(player.connect(home))
                for player, home in zip(players, HOMES, strict=True)
            ]
            for each in sockets:
                each.ask("codebattle.join", room=battle)
                each.ask("codebattle.answer", room=battle, question="q1", answer="2")
            assert site.command("codebattle.end", battle).is_success
            ended = shown(site, battle)
            assert ended["phase"] == "running"

            def attempts() -> list[Any]:
                wrong = {"room": battle, "question": "q2", "answer": "?"}
                return [each.ask("codebattle.answer", **wrong).get("reason") for each in sockets]

            eventually(attempts, lambda seen: set(seen) == {"battle_ended"})
            end = datetime.fromisoformat(ended["ends_at"])
            for player in players:
                joined, *answered = times(site, battle, player.name)
                assert answered
                assert max(joined, *answered) < end
            for each in sockets:
                late = each.ask("codebattle.attack", room=battle, target="x")
                assert late["reason"] == "battle_ended"
        assert site.command("codebattle.end", battle).is_success
        assert shown(site, battle)["ends_at"] == ended["ends_at"]


def shown(site: Site, battle: str) -> Frame:
    answer: Frame = site.http.get(f"/v1/rooms/codebattle/{battle}").json()
    return answer


class TestValkey:
    def test_away_while_subscribing_the_messages_come_and_go_on_after(
        self, site: Site, stage: Stage
    ) -> None:
        battle = site.schedule()
        target, archer = site.sign_up(), site.sign_up()
        channel, live = target.private_channel(battle), f"codebattle/{battle}/board"
        with target.connect() as socket, archer.connect() as bow:
            for each in (socket, bow):
                each.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 2)
            eventually(lambda: board(site, battle), lambda seen: seen.get(target.name) == 20)
            stage.stop_valkey()
            try:
                for name in (channel, live, f"codebattle/{battle}/presence"):
                    assert socket.ask("subscribe", channel=name)["type"] == "subscribed"
                assert (
                    bow.ask("codebattle.attack", room=battle, target=target.name)["type"] == "done"
                )
                socket.wait(lambda frame: frame.get("event") == "attack.received")
            finally:
                stage.start_valkey()
            heard = len(socket.messages(live))
            assert bow.ask("codebattle.attack", room=battle, target=target.name)["type"] == "done"
            eventually(
                lambda: [each["offset"] for each in socket.messages(channel)],
                lambda seen: set(seen) >= {3, 4, 5},
            )
            whole = eventually(
                lambda: socket.messages(live)[heard:],
                lambda seen: [target.name, 18] in rows(seen),
            )
            assert whole[0].get("base") is None


def rows(frames: list[Frame]) -> list[Any]:
    return frames[-1]["data"].get("rows", []) if frames else []
