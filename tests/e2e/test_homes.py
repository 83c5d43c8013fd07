"""Players on both homes of one stage: the same battle, the same words, one login."""

from __future__ import annotations

import json
from functools import partial
from itertools import pairwise
from operator import eq

import pytest

from tests.e2e.driver import Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import DEDICATED, HOMES, ON_GATEWAY, SERVERLESS
from tests.e2e.test_battle import answer_all, presence_count

pytestmark = [pytest.mark.stage, ON_GATEWAY]

MOVES = [(SERVERLESS, DEDICATED), (DEDICATED, SERVERLESS)]


def hits(socket: Socket, player: Player, battle: str) -> list[Frame]:
    found = socket.by_offset(player.private_channel(battle)).values()
    return [each for each in found if each["event"] == "attack.received"]


class TestBattle:
    def test_players_on_either_home_attack_each_other_and_both_hear_of_it(self, site: Site) -> None:
        battle = site.schedule()
        players = [site.sign_up() for _ in HOMES]
        presence = f"codebattle/{battle}/presence"
        with players[0].connect(HOMES[0]) as one, players[1].connect(HOMES[1]) as two:
            both = list(zip((one, two), players, strict=True))
            for socket, player in both:
                assert socket.ask("codebattle.join", room=battle)["type"] == "done"
                answer_all(socket, battle, 3)
                for channel in (
                    player.private_channel(battle),
                    f"codebattle/{battle}/board",
                    presence,
                ):
                    assert socket.ask("subscribe", channel=channel)["type"] == "subscribed"
            for (socket, player), (_, other) in (both, both[::-1]):
                for _ in range(2):
                    done = socket.ask("codebattle.attack", room=battle, target=other.name)
                    assert (done["type"], done["points_deducted"]) == ("done", 1), player
            for socket, player in both:
                felt = eventually(
                    partial(hits, socket, player, battle),
                    lambda seen: len(seen) == 2,
                )
                offsets = [each["offset"] for each in socket.messages(felt[0]["channel"])]
                if socket is one:  # functions send again what they may not have sent
                    offsets = list(dict.fromkeys(offsets))
                assert all(then == now + 1 for now, then in pairwise(offsets)), offsets
                eventually(
                    partial(how_many, socket, presence),
                    lambda seen: seen == len(HOMES),
                )
                for each in players:
                    socket.wait(partial(tells, battle, (each.name, 28)))

    @pytest.mark.parametrize(("before", "after"), MOVES)
    def test_who_moves_to_the_other_home_misses_nothing(
        self, site: Site, before: str, after: str
    ) -> None:
        battle = site.schedule()
        target, archer = site.sign_up(), site.sign_up()
        channel = target.private_channel(battle)
        with archer.connect(before) as bow, target.connect(before) as first:
            for each in (first, bow):
                each.ask("codebattle.join", room=battle)
            answer_all(first, battle, 1)
            epoch = first.ask("subscribe", channel=channel)["epoch"]
            bow.ask("codebattle.attack", room=battle, target=target.name)
            last = first.wait(lambda frame: frame.get("event") == "attack.received")["offset"]
            first.kill()
            bow.ask("codebattle.attack", room=battle, target=target.name)
            with target.connect(after) as second:
                resumed = second.ask("subscribe", channel=channel, epoch=epoch, offset=last)
                assert resumed["recovered"] is True
                seen = eventually(lambda: second.by_offset(channel), bool)
                assert list(seen) == [last + 1]

    @pytest.mark.parametrize(("before", "after"), MOVES)
    def test_a_command_that_is_repeated_on_the_other_home_has_its_first_outcome(
        self, site: Site, before: str, after: str
    ) -> None:
        battle, player = site.schedule(), site.sign_up()
        answer = {"room": battle, "question": "q1", "answer": "2", "id": unique("c")}
        with player.connect(before) as socket:
            socket.ask("codebattle.join", room=battle)
            first = socket.ask("codebattle.answer", **answer)
        with player.connect(after) as socket:
            assert socket.ask("codebattle.answer", **answer) == first


class TestLogin:
    @pytest.mark.parametrize(("before", "after"), MOVES)
    def test_on_the_other_home_closes_the_one_before(
        self, site: Site, before: str, after: str
    ) -> None:
        player = site.sign_up()
        with player.connect(before) as first:
            assert first.ask("ping")["type"] == "pong"
            with player.connect(after) as second:
                first.wait_closed()
                last = {"type": "closing", "code": 4001, "reason": "superseded"}
                assert first.frames[-1] == last
                assert second.ask("ping")["type"] == "pong"


def how_many(socket: Socket, presence: str) -> int:
    """How many are there, after subscribing again: without the store nobody's coming is noted."""
    socket.ask("subscribe", channel=presence)
    counts = [presence_count(each, presence) for each in socket.messages(presence)]
    return int(counts[-1]) if counts else 0


def frame(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind, "id": "x", **fields})


class TestWords:
    """What is refused is refused with the same bytes."""

    SAID = (
        "",
        "{",
        "[1]",
        '{"type":"ping","id":' + '{"a":' * 5_000,
        frame("fly"),
        frame("ping", extra=1),
        frame("codebattle.join", room="a/b"),
        frame("codebattle.join", room="nowhere"),
        frame("codebattle.attack", room="nowhere", target="nobody"),
        frame("codebattle.answer", room="nowhere", question="q1", answer="x" * 4097),
        frame("codebattle.answer", room="nowhere", question="q1", answer="x"),
        frame("subscribe", channel="codebattle/nowhere/board"),
        frame("subscribe", channel="codebattle/b/player/constructor@constructor"),
        frame("subscribe", channel="account/somebody"),
        frame("subscribe", channel="codebattle/b/board", offset=-1),
        frame("unsubscribe", channel="codebattle/nowhere/board"),
        frame("economy", command={"do": "fly"}),
        frame("ping"),
    )

    def test_are_the_same_on_both_homes(self, site: Site) -> None:
        player = site.sign_up()
        heard: dict[str, list[str]] = {}
        for home in HOMES:
            with player.connect(home) as socket:
                for count, text in enumerate(self.SAID, start=1):
                    socket.send_text(text)
                    eventually(partial(len, socket.texts), partial(eq, count))
                heard[home] = list(socket.texts)
        assert heard[DEDICATED] == heard[SERVERLESS]


def points(frame: Frame, battle: str) -> list[tuple[str, int]]:
    """Who has how many, of those that a message of the board names: all, or what has changed."""
    if frame.get("type") != "message" or frame.get("channel") != f"codebattle/{battle}/board":
        return []
    data = frame["data"]
    changed = [(name, points) for _, name, points in data.get("changed", [])]
    return changed + [(name, points) for name, points in data.get("rows", [])]


def tells(battle: str, scored: tuple[str, int], frame: Frame) -> bool:
    """Whether a message of the board has a player with these points."""
    return scored in points(frame, battle)
