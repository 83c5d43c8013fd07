"""A battle with ann, who moves between sockets, and bo, who stays and loses nothing."""

from __future__ import annotations

from asyncio import new_event_loop
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count

from msgspec.json import decode

from shared.application.channels.broadcast import broadcast
from shared.application.channels.deliver import DeliveryBusy, deliver
from shared.application.channels.ports import Subscriber
from shared.application.channels.refresh_channel import refresh_channel
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.streams import battle_stream, participant_stream
from tests.functions.api_gateway import BATTLE, ApiGateway, private
from tests.realtime.two_hosts import BOARD, PRESENCE, Traveller

STREAM = participant_stream(BATTLE, "ann")
VALUES = (BOARD, PRESENCE)


def each_in_turn(work: Callable[[Subscriber], None], members: Iterable[Subscriber]) -> None:
    for member in members:
        work(member)


class MoveSim:
    def __init__(self) -> None:
        self.host = ApiGateway()
        self.loop = new_event_loop()
        self.ann = Traveller(self.host, "ann")
        self.bo = Traveller(self.host, "bo")
        self._facts = count(1)
        self._questions = count(1)
        self.host.app.rebuild(battle_stream(BATTLE))
        for each in (self.ann, self.bo):
            each.open()
            each.core.ask("codebattle.join", each.now, room=BATTLE)
        self.settle()
        for each, channels in ((self.ann, (private("ann"), *VALUES)), (self.bo, VALUES)):
            for channel in channels:
                each.core.ask("subscribe", each.now, channel=channel)

    def close(self) -> None:
        self.loop.close()

    def happen(self, *, fast_path: bool) -> None:
        """Something happens to ann that she did not do."""
        number = next(self._facts)
        now = self.host.app.time.now
        command: c.CodeBattleCommand = c.LeaveBattle(now, BATTLE, "ann")
        if number % 2 == 0:
            command = c.JoinBattle(now, BATTLE, "ann", "p-ann")
        self.host.app.fast_path = fast_path
        self.host.app.handle(CODE_BATTLE, command, by="p-op", command_id=f"event-{number}")
        self.host.app.fast_path = True

    def act(self) -> None:
        """Ann answers the next question."""
        number = next(self._questions)
        if number < 10:
            question = {"room": BATTLE, "question": f"q{number}", "answer": "!"}
            self.ann.ask("codebattle.answer", self.loop, **question)

    def work(self) -> None:
        """The workers make the next versions of boards and send them."""
        app = self.host.app
        for body in app.queues.take("leaderboard"):
            message = decode(body)
            refresh_channel(app, message["channel"], message["token"])
        for body in app.queues.take("broadcast"):
            message = decode(body)
            frame = body[body.index('"frame":') + len('"frame":') : -1].encode()
            broadcast(app, each_in_turn, message["channel"], message["bucket"], frame)

    def deliver(self) -> None:
        """The guaranteed path comes by."""
        with suppress(DeliveryBusy):
            deliver(self.host.app, STREAM, sure=True)

    def stay(self) -> None:
        """Bo talks and listens in fair network."""
        self.bo.talk()
        self.bo.reach(0)
        self._arrive(self.bo)

    def settle(self) -> None:
        """Fair network until nothing is left to be said."""
        for _ in range(30):
            for each in (self.ann, self.bo):
                self._arrive(each)
            self.host.app.time.pass_seconds(1)
            self.deliver()
            self.work()
            for each in (self.ann, self.bo):
                if not each.connected:
                    each.open()
                each.supersede()
                each.talk()
                while any(wire.going for wire in each.wires):
                    each.reach(0)

    def _arrive(self, each: Traveller) -> None:
        each.collect()
        while any(wire.coming for wire in each.wires):
            each.arrive(0)
        each.heed()
        each.part()
