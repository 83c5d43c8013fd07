"""What a crowd, a crash and the clock do to a battle: nothing is lost, nothing happens twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from msgspec.json import encode

from localstack.stage import Stage
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import StreamMoved
from shared.application.commands.stream_cache import StreamCache
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Answer, Attack
from shared.runtime import clock
from shared.wire.messages import DeferredCommand, encode_command
from tests.e2e.driver import Frame, Player, Site, Socket, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.many import Backdoor
from tests.e2e.test_battle import answer_all, board

pytestmark = pytest.mark.stage

CROWD = 20
ARROWS = 2
SHIELDS = 3


def events(player: Player, battle: str) -> list[dict[str, Any]]:
    """All events of a participant's stream, as it sees them, by the replay route."""
    answer = player.get(f"/v1/streams/codebattle/{battle}/player/{player.name}")
    assert answer.status_code == 200, answer.text
    replayed = answer.json()
    assert len(replayed["commits"]) == replayed["position"]
    commits: list[dict[str, Any]] = replayed["commits"]
    return commits


class Archer:
    """A participant who shoots all its arrows when the start is given."""

    def __init__(self, player: Player, battle: str) -> None:
        self.player = player
        self.battle = battle
        self.socket = player.connect()
        assert self.socket.ask("codebattle.join", room=battle)["type"] == "done"
        self.socket.ask("subscribe", channel=player.private_channel(battle))
        self.answers: list[Frame] = []

    def shoot(self, target: str, start: threading.Barrier) -> None:
        start.wait()
        for _ in range(ARROWS):
            self.attack(target)

    def attack(self, target: str) -> str:
        answer = self.socket.ask("codebattle.attack", room=self.battle, target=target)
        self.answers.append(answer)
        return str(answer["type"])

    def again(self, answer: Frame, target: str) -> str:
        """Send a command again, under its id: what was accepted is done by now."""
        repeated = self.socket.ask(
            "codebattle.attack", room=self.battle, target=target, id=answer["id"]
        )
        return str(repeated["type"])

    def settled(self) -> list[Frame]:
        channel = self.player.private_channel(self.battle)
        found = self.socket.by_offset(channel).values()
        return [each for each in found if each["event"] in ENDS]


ENDS = {"attack.sent", "attack.failed"}


class TestPileOn:
    def test_each_arrow_counts_exactly_once(self, site: Site) -> None:
        rules = {"arrows_at_start": ARROWS, "shields_at_start": SHIELDS, "shield_every": 0}
        battle = site.schedule(rules=rules)
        target = site.sign_up()
        with target.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 5)
        archers = [Archer(site.sign_up(), battle) for _ in range(CROWD)]
        start = threading.Barrier(CROWD)
        with ThreadPoolExecutor(CROWD) as pool:
            for each in [pool.submit(archer.shoot, target.name, start) for archer in archers]:
                each.result()
        for archer in archers:
            eventually(archer.settled, lambda seen: len(seen) == ARROWS)
            assert [archer.again(each, target.name) for each in archer.answers] == ["done"] * ARROWS
            archer.socket.close()
        shots = Counter(
            each["data"]["blocked"]
            for archer in archers
            for each in events(archer.player, battle)
            if each["event"] == "attack.sent"
        )
        assert shots == {True: SHIELDS, False: CROWD * ARROWS - SHIELDS}
        felt = Counter(
            each["data"]["blocked"]
            for each in events(target, battle)
            if each["event"] == "attack.received"
        )
        assert felt == shots
        wanted = 50 - shots[False]
        eventually(lambda: board(site, battle), lambda seen: seen.get(target.name) == wanted)

    @ON_FUNCTIONS
    def test_one_that_meets_too_many_is_accepted_and_carried_out(
        self, site: Site, stage: Stage
    ) -> None:
        battle = site.schedule(rules={"arrows_at_start": 50, "shields_at_start": 0})
        target = site.sign_up()
        with target.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 5)
        archer = Archer(site.sign_up(), battle)
        with busy(Backdoor(stage), target, battle):
            eventually(lambda: archer.attack(target.name), lambda kind: kind == "accepted")
        eventually(archer.settled, lambda seen: len(seen) == len(archer.answers))
        assert archer.again(archer.answers[-1], target.name) == "done"
        archer.socket.close()

    def test_a_deferred_attack_that_comes_twice_is_settled_once(
        self, site: Site, stage: Stage
    ) -> None:
        battle = site.schedule()
        target, player = site.sign_up(), site.sign_up()
        with target.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 1)
        archer = Archer(player, battle)
        settled = {}
        for name in (target.name, "nobody"):
            settled[name] = unique("c")
            attack = encode_command(Attack(clock.now(), battle, player.name, name))
            message = DeferredCommand("codebattle", attack, player.player_id, settled[name])
            for _ in range(2):
                put(stage, "deferred", message)
        eventually(archer.settled, lambda seen: len(seen) == 2)
        repeat = archer.socket.ask(
            "codebattle.attack", room=battle, target=target.name, id=settled[target.name]
        )
        assert (repeat["type"], repeat["points_deducted"]) == ("done", 1)
        told = {each["event"]: each["data"] for each in archer.settled()}
        assert told["attack.sent"]["target"] == target.name
        assert told["attack.failed"]["reason"] == "no_target"
        assert told["attack.failed"]["attack_id"] == settled["nobody"]
        archer.socket.close()
        hits = [each for each in events(target, battle) if each["event"] == "attack.received"]
        assert len(hits) == 1


@contextmanager
def busy(door: Backdoor, player: Player, battle: str) -> Iterator[None]:
    """Write a player's stream without a pause, by answers to a question that does not exist."""
    over, cache = threading.Event(), StreamCache(time.monotonic)

    def write() -> None:
        while not over.is_set():
            command = Answer(door.clock(), battle, player.name, "none", "")
            with suppress(StreamMoved):
                handle_command(
                    door.log,
                    cache,
                    CODE_BATTLE,
                    command,
                    by=player.player_id,
                    command_id=unique("busy"),
                    pause=lambda _: None,
                )

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(write)
        try:
            yield
        finally:
            over.set()
            writing.result()


def put(stage: Stage, queue: str, message: DeferredCommand) -> None:
    sqs = stage.account.client("sqs")
    (url,) = (
        each
        for each in sqs.list_queues()["QueueUrls"]
        if f"-{queue}" in each and "dead" not in each and "dlq" not in each
    )
    sqs.send_message(
        QueueUrl=url,
        MessageBody=encode(message).decode(),
        MessageGroupId="a-group",
        MessageDeduplicationId=unique("d"),
    )


class TestResume:
    def test_two_clients_that_take_turns_miss_nothing(self, site: Site) -> None:
        battle = site.schedule(rules={"arrows_at_start": 20, "shields_at_start": 0})
        target, archer = site.sign_up(), site.sign_up()
        channel = target.private_channel(battle)
        with target.connect() as socket:
            socket.ask("codebattle.join", room=battle)
            answer_all(socket, battle, 3)
            epoch = socket.ask("subscribe", channel=channel)["epoch"]
        clients: list[dict[int, Frame]] = [{}, {}]
        sockets: list[Socket] = []
        with archer.connect() as bow:
            bow.ask("codebattle.join", room=battle)
            for turn in range(10):
                bow.ask("codebattle.attack", room=battle, target=target.name)
                held = clients[turn % 2]
                socket = target.connect()
                for other in sockets[-1:]:
                    other.wait_closed()
                sockets.append(socket)
                back = socket.ask("subscribe", channel=channel, epoch=epoch, offset=len(held))
                assert back["recovered"] is True
                bow.ask("codebattle.attack", room=battle, target=target.name)
                held |= heard(socket, channel, 6 + 2 * turn)
                assert sorted(held) == list(range(1, 6 + 2 * turn + 1))
        for each in sockets:
            each.close()
        hits = [each for each in clients[1].values() if each["event"] == "attack.received"]
        assert len(hits) == 20


def heard(socket: Socket, channel: str, last: int) -> dict[int, Frame]:
    """Messages by offset, once the last one is there; later copies of one are dropped."""
    return eventually(
        lambda: socket.by_offset(channel),
        lambda seen: last in seen,
    )
