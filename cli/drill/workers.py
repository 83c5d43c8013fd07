"""The workers of the queues: a message that fails comes again, until it is a dead letter."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.json import decode

from cli.drill.environment import Environment, Environments
from cli.drill.stores import START, Stores
from cli.rehearse.loop import Loop
from functions.queues import default, leaderboard
from shared.application.channels.broadcast import broadcast
from shared.application.commands.settle_deferred import Waiting, settle_deferred
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import Broadcast, DeferredCommand
from shared.workload_kinds import Queue
from shared.workloads import workload

POLL_SECONDS = 0.2

type Response = dict[str, list[dict[str, str]]]
type Handle = Callable[[Environment, dict[str, Any]], Response]


def settle(environment: Environment, event: dict[str, Any]) -> Response:
    """Do what the worker of `deferred` does, but wait in virtual time."""

    def handle(message: DeferredCommand, tried: int) -> None:
        game = environment.games.get(message.game)
        assert game.deferral is not None
        command = decode(message.command, type=game.deferral.command)
        settle_deferred(
            environment,
            game,
            game.deferral,
            Waiting(command, message.by, message.command_id),
            last_try=tried >= tries_of("deferred"),
            pause=environment.pause,
        )

    return handle_messages(environment, "deferred", DeferredCommand, event, handle)


def post(environment: Environment, event: dict[str, Any]) -> Response:
    """Do what the worker of `broadcast` does, one connection after the other."""

    def each(work: Callable[[Any], None], members: Any) -> None:
        for member in members:
            work(member)

    def handle(message: Broadcast, _tried: int) -> None:
        frame = bytes(message.frame)
        broadcast(environment, each, message.channel, message.bucket, frame)

    return handle_messages(environment, "broadcast", Broadcast, event, handle)


WORKERS: dict[str, Handle] = {
    "deferred": settle,
    "leaderboard": leaderboard.work,
    "default": default.work,
    "broadcast": post,
}


class Workers:
    """Messages of `deferred` are worked on one at a time, those of other queues side by side."""

    def __init__(
        self, loop: Loop, environments: Environments, stores: Stores, until: float
    ) -> None:
        self._loop, self._environments, self._stores = loop, environments, stores
        self._until = until
        self._line: deque[str] = deque()
        self._is_settling = False
        self.dead: list[str] = []
        self._poll()

    def _poll(self) -> None:
        for queue in WORKERS:
            for body in self._stores.queues.take(queue):
                if queue == "deferred":
                    self._line.append(body)
                else:
                    self._begin(queue, body, 1)
        self._settle()
        if self._loop.now < self._until:
            self._loop.after(POLL_SECONDS, self._poll)

    def _settle(self) -> None:
        if self._line and not self._is_settling:
            self._is_settling = True
            self._begin("deferred", self._line.popleft(), 1)

    def _begin(self, queue: str, body: str, tried: int) -> None:
        failed: list[bool] = []

        def work(environment: Environment) -> None:
            response = WORKERS[queue](environment, _event(body, tried, self._loop.now))
            failed.extend([True] * len(response["batchItemFailures"]))

        def done(well: bool) -> None:
            if well and not failed:
                self._ended(queue)
            elif tried < tries_of(queue):
                again = partial(self._begin, queue, body, tried + 1)
                self._loop.after(6 * workload(queue).timeout_seconds, again)
            else:
                self.dead.append(body)
                self._ended(queue)

        self._environments.call(work, done)

    def _ended(self, queue: str) -> None:
        if queue == "deferred":
            self._is_settling = False
            self._settle()


def tries_of(queue: str) -> int:
    """How often a message of a queue is tried before it is a dead letter."""
    trigger = workload(queue).trigger
    return trigger.tries if isinstance(trigger, Queue) else 1


def _event(body: str, tried: int, now: float) -> dict[str, Any]:
    sent = int((START.timestamp() + now) * 1000)
    attributes = {"ApproximateReceiveCount": str(tried), "SentTimestamp": str(sent)}
    return {"Records": [{"messageId": "m", "body": body, "attributes": attributes}]}
