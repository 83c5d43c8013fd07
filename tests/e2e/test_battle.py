"""A battle from sign-up to the final board, played on whatever host the ticket names."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.e2e.driver import QUESTIONS, Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import HOMES, ON_FUNCTIONS

pytestmark = pytest.mark.stage

BOTS = 20


def play(player: Player, battle: str, right: int, target: str) -> list[Frame]:
    """Join, answer `right` questions rightly and one wrongly, attack once; return the answers."""
    with player.connect() as socket:
        answers = [socket.ask("codebattle.join", room=battle)]
        for question in QUESTIONS[:right]:
            answer = question["answers"][0]
            answers.append(
                socket.ask("codebattle.answer", room=battle, question=question["id"], answer=answer)
            )
        wrong = QUESTIONS[right]["id"]
        answers.append(
            socket.ask("codebattle.answer", room=battle, question=wrong, answer="no idea")
        )
        answers.append(socket.ask("codebattle.attack", room=battle, target=target))
        return answers


def points_from_log(player: Player, battle: str) -> int:
    answer = player.get(f"/v1/streams/codebattle/{battle}/player/{player.name}")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["state"]["points"])


def board(site: Site, battle: str) -> dict[str, int]:
    answer = site.operate("GET", f"/v1/rooms/codebattle/{battle}/board/top?count=100")
    assert answer.status_code == 200, answer.text
    return {row["member"]: row["points"] for row in answer.json()["entries"]}


def begin(socket: Socket, champion: Player, battle: str) -> str:
    """Join, listen and earn what can be lost; return the champion's own channel."""
    assert socket.ask("codebattle.join", room=battle)["type"] == "done"
    private = champion.private_channel(battle)
    for channel in (private, f"codebattle/{battle}/board"):
        assert socket.ask("subscribe", channel=channel)["type"] == "subscribed"
    assert QUESTIONS[0]["points"] == 10
    answer_all(socket, battle, 3)
    return private


def hits_are_told(socket: Socket, private: str, attackers: set[str]) -> None:
    """Wait until the champion has been told of one attack of each, and of nothing else."""

    def hits() -> list[Frame]:
        told = socket.by_offset(private).values()
        return [each for each in told if each["event"] == "attack.received"]

    seen = eventually(hits, lambda seen: len(seen) == len(attackers))
    assert {hit["data"]["attacker"] for hit in seen} == attackers
    assert set(seen[0]["data"]) == {"attacker", "blocked", "points_lost", "timestamp"}
    offsets = list(socket.by_offset(private))
    assert offsets == list(range(offsets[0], offsets[0] + len(offsets)))


class TestBattle:
    def test_twenty_bots_play_and_the_board_equals_the_log(self, site: Site) -> None:
        battle = site.schedule()
        players = [site.sign_up() for _ in range(BOTS)]
        champion = site.sign_up()
        with champion.connect() as socket:
            private = begin(socket, champion, battle)
            with ThreadPoolExecutor(BOTS) as pool:
                played = list(
                    pool.map(
                        lambda bot: play(bot[1], battle, bot[0] % 5, champion.name),
                        enumerate(players),
                    )
                )
            for number, answers in enumerate(played):
                assert [each["type"] for each in answers[:-1]] == ["done"] * (number % 5 + 2)
                assert answers[-2]["correct"] is False
                assert answers[-1]["type"] in {"done", "accepted"}, answers[-1]
            assert len(played) == BOTS
            hits_are_told(socket, private, {each.name for each in players})
            socket.wait(lambda frame: frame.get("event") == "board" or is_board_snapshot(frame))

        wanted = {each.name: points_from_log(each, battle) for each in [*players, champion]}
        assert wanted[champion.name] == 30 - BOTS
        eventually(lambda: board(site, battle), lambda seen: seen == wanted)

    def test_a_killed_socket_resumes_with_nothing_missing(self, site: Site) -> None:
        battle = site.schedule()
        victim, archer = site.sign_up(), site.sign_up()
        channel = victim.private_channel(battle)
        socket, bow = victim.connect(), archer.connect()
        for each in (socket, bow):
            each.ask("codebattle.join", room=battle)
        answer_all(socket, battle, 2)
        subscribed = socket.ask("subscribe", channel=channel)
        answer_all(bow, battle, 4)
        assert bow.ask("codebattle.attack", room=battle, target=victim.name)["type"] == "done"
        before = socket.wait(lambda frame: frame.get("event") == "attack.received")
        socket.kill()
        for _ in range(3):
            assert bow.ask("codebattle.attack", room=battle, target=victim.name)["type"] == "done"
        with victim.connect() as again:
            resumed = again.ask(
                "subscribe", channel=channel, epoch=subscribed["epoch"], offset=before["offset"]
            )
            assert resumed["recovered"] is True
            missed = eventually(lambda: again.by_offset(channel), lambda seen: len(seen) >= 3)
            assert list(missed) == [before["offset"] + n for n in (1, 2, 3)]
            assert {each["event"] for each in missed.values()} == {"attack.received"}
            assert bow.ask("codebattle.attack", room=battle, target=victim.name)["type"] == "done"
            eventually(lambda: again.by_offset(channel), lambda seen: len(seen) == 4)
        bow.close()

    def test_of_two_racing_logins_exactly_one_lives(self, site: Site) -> None:
        player = site.sign_up()
        urls = [player.ticket_url() for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            sockets = list(pool.map(Socket, urls))
        for socket in sockets:
            with suppress(ConnectionClosed):
                socket.send("ping")

        def alive() -> list[Socket]:
            return [each for each in sockets if not each.closed]

        eventually(alive, lambda seen: len(seen) == 1)
        loser = next(each for each in sockets if each.closed)
        assert loser.frames[-1] == {"type": "closing", "code": 4001, "reason": "superseded"}
        assert alive()[0].ask("ping")["type"] == "pong"
        alive()[0].close()

    def test_a_repeated_command_has_the_first_outcome_and_one_effect(self, site: Site) -> None:
        battle = site.schedule()
        player = site.sign_up()
        answer = {"room": battle, "question": "q1", "answer": "2", "id": unique("c")}
        with player.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            first = socket.ask("codebattle.answer", **answer)
        with player.connect() as socket:
            assert socket.ask("codebattle.answer", **answer) == first
            other = socket.ask("codebattle.answer", **(answer | {"question": "q2"}))
            assert other["type"] == "refused"
            assert other["reason"] == "command_id_reused"
        assert points_from_log(player, battle) == 10

    @ON_FUNCTIONS
    def test_presence_tells_who_is_there(self, site: Site) -> None:
        """On both homes, from each of which one goes: from a gateway it lapses after a while."""
        battle = site.schedule()
        channel = f"codebattle/{battle}/presence"

        def here(player: Player, home: str) -> Socket:
            socket = player.connect(home)
            socket.ask("codebattle.join", room=battle)
            socket.ask("subscribe", channel=channel)
            return socket

        staying, going = ([here(site.sign_up(), home) for home in HOMES] for _ in range(2))
        for each in staying:
            each.wait(lambda frame: presence_count(frame, channel) == 4)
        seen = {each: len(each.messages(channel)) for each in staying}  # it is told at once
        for each in going:
            each.close()
        for each, count in seen.items():
            eventually(
                partial(each.messages, channel),
                partial(tells_of, channel, 2, after=count),
            )
            each.close()


def answer_all(socket: Socket, battle: str, count: int) -> None:
    for question in QUESTIONS[:count]:
        answer = question["answers"][0]
        done = socket.ask("codebattle.answer", room=battle, question=question["id"], answer=answer)
        assert done.get("correct") is True, done


def is_board_snapshot(frame: Frame) -> bool:
    return frame.get("event") == "snapshot" and str(frame.get("channel")).endswith("/board")


def tells_of(channel: str, count: int, frames: list[Frame], *, after: int) -> bool:
    return any(presence_count(frame, channel) == count for frame in frames[after:])


def presence_count(frame: Frame, channel: str) -> Any:
    if frame.get("channel") != channel or frame.get("type") != "message":
        return None
    return frame["data"].get("count")


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("{", "not_json"),
            ("[1]", "bad_frame"),
            (
                '{"type": "codebattle.answer","id":"x1","room":7,"question":"q1","answer":"2"}',
                "bad_frame",
            ),
            ('{"type":"fly","id":"x2"}', "unknown_type"),
            ('{"type": "codebattle.join","id":"no spaces!","room":"b"}', "bad_frame"),
            (
                json.dumps({"type": "codebattle.join", "id": "x3", "room": "b" * 33_000}),
                "too_large",
            ),
        ],
    )
    def test_a_bad_frame_gets_a_named_error(self, site: Site, text: str, code: str) -> None:
        with site.sign_up().connect() as socket:
            socket.send_text(text)
            error = socket.wait(lambda frame: frame["type"] in {"error", "closing"})
            assert error["code"] == code

    def test_a_forged_and_a_used_ticket_are_turned_away(self, site: Site) -> None:
        player = site.sign_up()
        url = player.ticket_url()
        Socket(url).close()
        for bad in (url, url.split("=")[0] + "=forged", url.split("?")[0]):
            with pytest.raises(InvalidStatus) as turned_away:
                Socket(bad)
            assert turned_away.value.response.status_code in {401, 403}

    def test_anothers_private_channel_is_refused(self, site: Site) -> None:
        battle = site.schedule()
        ann, bob = site.sign_up(), site.sign_up()
        with ann.connect() as socket, bob.connect() as other:
            socket.ask("codebattle.join", room=battle)
            other.ask("codebattle.join", room=battle)
            refused = other.ask("subscribe", channel=ann.private_channel(battle))
            assert (refused["type"], refused["code"]) == ("error", "not_allowed")

    def test_an_unknown_battle_and_a_wrong_time_are_refused(self, site: Site) -> None:
        later = site.schedule(starts_at="2099-01-01T00:00:00Z", ends_at="2099-01-02T00:00:00Z")
        with site.sign_up().connect() as socket:
            assert socket.ask("codebattle.join", room="nowhere")["reason"] == "unknown_battle"
            assert socket.ask("codebattle.join", room=later)["type"] == "done"
            early = socket.ask("codebattle.answer", room=later, question="q1", answer="2")
            assert early["reason"] == "battle_not_started"

    def test_only_an_operator_makes_battles(self, site: Site) -> None:
        times = {"starts_at": "2099-01-01T00:00:00Z", "ends_at": "2099-01-02T00:00:00Z"}
        plan = {"title": "mine", "questions": QUESTIONS} | times
        answer = site.sign_up().command("codebattle.schedule", unique("mine"), **plan)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "not_allowed"

    def test_no_player_ever_sees_the_answers(self, site: Site) -> None:
        battle = site.schedule()
        player = site.sign_up()
        for path in (
            f"/v1/rooms/codebattle/{battle}",
            "/v1/rooms/codebattle",
            f"/v1/streams/codebattle/{battle}",
        ):
            assert "answers" not in player.get(path).text
