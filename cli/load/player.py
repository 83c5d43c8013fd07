"""One player of the crowd, without any I/O: the client library's core, playing and counting."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import random
from typing import Literal

from cli.load.channels import OwnStream, Version
from cli.load.context import RunContext
from cli.load.deeds import Deeds
from cli.load.inventory import Inventory
from cli.load.plan import Account
from cli.load.results import Kind
from cli.load.schedule import Action
from client.channels import Event, kind_of, own_channel, value_channel
from client.core import Core
from client.errors import RumpusError
from client.frames import Frame, Message
from client.requests import Request

type Interruption = Literal["returns", "moves"]


class Player(Core):
    """Joins over its first socket, and listens to what the profile says."""

    def __init__(self, context: RunContext, account: Account, seed: int, room: str = "") -> None:
        ids = count(1)
        super().__init__(lambda: f"c{next(ids)}", random, self._tracker)
        self.account = account
        self.etag = ""
        self._context = context
        self._recorder = context.recorder
        self._game = context.profile.game
        self._room = room or context.battle
        self._inventory = self._begin(seed)
        name = f"{self._game}/{self._room}"
        self._own = own_channel(name, account.username)
        self._board = value_channel(name, "board")
        self._interruption: tuple[Interruption, float] | None = None
        """What the player's stream has to go on after, and since when."""
        if "board" in context.profile.channels:
            self.listen(self._board)
        if "presence" in context.profile.channels:
            self.listen(value_channel(name, "presence"))

    @property
    def sees_board(self) -> bool:
        board = self.channels.get(self._board)
        return isinstance(board, Version) and bool(board.epoch)

    @property
    def unchecked(self) -> bool:
        """Whether the player's stream, if it is to be followed, was not compared with the log."""
        stream = self.channels.get(self._own)
        compared = isinstance(stream, OwnStream) and stream.checked
        return "stream" in self._context.profile.channels and not compared

    def opened(self, now: float) -> int:
        """There is a socket: join, if that is still to be done."""
        idle = all(each.of_socket for each in self._requests.values())
        number = super().opened(now)
        if idle and not self._inventory.joined:
            self.ask(f"{self._game}.join", now, room=self._room)
        self._act(now)
        return number

    def interrupted(self, how: Interruption, since: float) -> None:
        """The player's stream has to go on over another socket; a move is no break."""
        if how == "moves" or self._interruption is None or self._interruption[0] == "returns":
            self._interruption = how, since

    def do(self, action: Action, now: float) -> None:
        """Answer a question or attack, now or as soon as that is possible."""
        self._inventory.owe(action)
        self._act(now)

    def check(self, now: float, *, quiet: bool) -> None:
        """Compare the player's stream with the log; unless all is `quiet`, messages still come."""
        stream = self.channels.get(self._own)
        if isinstance(stream, OwnStream) and self.linked:
            stream.check(quiet=quiet)
            self._resubscribe(now)

    def receive(
        self, frame: Message | Frame, now: float, socket: int | None = None
    ) -> Sequence[Event]:
        events = super().receive(frame, now, socket)
        for each in events:
            if each.name == "attack.received":
                self._context.hit(each.data["attacker"], self.account.username, now)
            elif each.name == "attack.failed":
                self._context.missed(self.account.username, each.data["target"])
        return events

    def answered(self, request: Request, frame: Frame, now: float) -> None:
        if frame["type"] != "error" and (kind := self._kind(request)) is not None:
            self._recorder.answered(kind, now - request.began, frame.get("reason", ""))
        command = request.kind.removeprefix(f"{self._game}.")
        self._inventory.outcome(command, frame, request.frame)
        follows = "stream" in self._context.profile.channels
        if command == "join" and self._inventory.joined and follows:
            self.listen(self._own)
        if request.channel == self._own and frame["type"] == "subscribed":
            self._go_on(now)
        self._act(now)

    def failed(self, request: Request, code: str) -> None:
        if (kind := self._kind(request)) is not None:
            self._recorder.failed(kind, code)

    def over(self, error: RumpusError) -> None:
        """Count all that is under way as failed."""
        for each in self._requests.values():
            self.failed(each, "no_answer")
        super().over(error)

    def _go_on(self, now: float) -> None:
        if self._interruption is not None:
            how, since = self._interruption
            results = self._recorder.results
            (results.moves if how == "moves" else results.returns).add(now - since)
            self._interruption = None

    def _act(self, now: float) -> None:
        if self.linked:
            for kind, fields in self._inventory.actions(now):
                self.ask(f"{self._game}.{kind}", now, **fields)

    def _kind(self, request: Request) -> Kind | None:
        """What a request is measured as; pings are not."""
        match request.kind.removeprefix(f"{self._game}."):
            case "join" | "answer" | "attack" | "move" | "search" | "dig" | "claim" as kind:
                return kind
            case "subscribe":
                channel = self.channels.get(request.frame["channel"])
                assert isinstance(channel, OwnStream | Version)
                return channel.kind
            case _:
                return None

    def _begin(self, seed: int) -> Inventory | Deeds:
        if self._game == "hunt":
            return Deeds(self._room, self.account.username, seed)
        return Inventory(self._context, self.account.username, seed)

    def _tracker(self, name: str) -> OwnStream | Version:
        channel = OwnStream if kind_of(name) == "stream" else Version
        return channel(name, self._recorder)
