"""The naive design beside ours: the same crowd, one server, one database, all within the request.

It plays times alone, no rules: what it would decide is the same. Its figures stand in `naive.toml`.
It ends a minute after the first request was given up: from then on it only gets worse.
"""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from msgspec import Struct, convert

from cli.load.profiles import Profile
from cli.load.results import Kind
from cli.load.schedule import Action, Due, schedule
from cli.rehearse.loop import Call, Core, Loop
from cli.rehearse.measured import Measured
from cli.rehearse.models import Models

FILE = Path(__file__).with_name("naive.toml")
MORE_SECONDS = 60.0
"""Seconds that are played after the first request was given up."""

KINDS: dict[Action, Kind] = {
    "come": "join",
    "answer": "answer",
    "attack": "attack",
    "pile_on": "attack",
    "look": "board",
}


class Design(Struct, frozen=True):
    connections: int
    cores: int
    write: float
    row: float
    patience: float


class Request(Struct, frozen=True):
    kind: Kind
    began: float


def read_design(path: Path = FILE) -> Design:
    return convert(tomllib.loads(path.read_text()), Design)


class Naive:
    """`broke` is when the first request was given up, and `fullest` what had most to do then.

    `wanted` are the connections of the database that were asked for at once, at most.
    """

    def __init__(self, profile: Profile, models: Models, design: Design, seed: int) -> None:
        self.loop = Loop()
        self.broke: float | None = None
        self.fullest = ""
        self.there = self.wanted = self.there_as_it_broke = 0
        self.server = Core(self.loop)
        self.database = [Core(self.loop) for _ in range(design.cores)]
        self._measured = Measured(profile, self.loop, lambda: self.there)
        self.results = self._measured.results
        self._profile, self._models, self._design, self._seed = profile, models, design, seed
        self._chance = Random(f"{seed}/naive")  # noqa: S311 - a model, not a secret
        self._waiting: deque[Request] = deque()
        self._held = 0

    def play(self) -> Naive:
        profile = self._profile
        self._next(schedule(profile, range(profile.players), self._seed))
        self.loop.run(lambda: self.broke is not None and self.loop.now > self.broke + MORE_SECONDS)
        return self

    def _most_behind(self) -> str:
        database = min(each.behind for each in self.database)
        return "the database" if database > self.server.behind else "the server that tells all"

    @property
    def _of_room(self) -> float:
        """Players in the same battle."""
        return self.there / self._profile.rooms

    def _next(self, due: Iterator[Due]) -> None:
        for at, _, action in due:
            self.loop.at(at, partial(self._take, due, action))
            return

    def _take(self, due: Iterator[Due], action: Action) -> None:
        self._next(due)
        request = Request(KINDS[action], self.loop.now)
        self.loop.after(self._models.network.draw(self._chance) / 2, partial(self._want, request))

    def _want(self, request: Request) -> None:
        self._waiting.append(request)
        self.wanted = max(self.wanted, self._held + len(self._waiting))
        self._serve()

    def _serve(self) -> None:
        while self._waiting and self._held < self._design.connections:
            request = self._waiting.popleft()
            if self.loop.now - request.began > self._design.patience:
                self._give_up(request)
                continue
            self._held += 1
            if request.kind == "board":
                self._query(partial(self._done, request))
            else:
                self._write(request)

    def _write(self, request: Request) -> None:
        """Commit, then see who stands where, then tell everybody."""
        if request.kind == "join":
            self.there += 1

        def tell() -> None:
            seconds = self._of_room * self._models.cpu.send
            self.server.work(seconds, partial(self._done, request))

        def committed() -> None:
            wait = self._models.put.draw(self._chance)
            self.loop.after(wait, partial(self._query, tell))

        self._database(self._design.write, committed)

    def _query(self, then: Call) -> None:
        self._database(self._of_room * self._design.row, then)

    def _database(self, seconds: float, then: Call) -> None:
        min(self.database, key=lambda core: core.behind).work(seconds, then)

    def _done(self, request: Request) -> None:
        self._held -= 1
        if self.loop.now - request.began > self._design.patience:
            self._give_up(request)
        else:
            back = self._models.network.draw(self._chance) / 2
            self.loop.after(back, lambda: self._measured.took(request.kind, request.began))
        self._serve()

    def _give_up(self, request: Request) -> None:
        self._measured.fault(request.kind, "given_up")
        if self.broke is None:
            self.broke, self.there_as_it_broke = self.loop.now, self.there
            self.fullest = self._most_behind()
