"""The client's pending requests; a retry under the same id is safe."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from client.errors import ProtocolError, Refused, RumpusError
from client.frames import SOCKET, Frame
from client.timing import spread

TRIES = 8
"""Maximum times that the server may answer to retry later."""

REPEAT_AFTER = 10.0
"""Seconds without an answer after which a frame is sent again."""

LATER = frozenset({"too_fast", "busy", "overloaded", "fault"})


@dataclass(frozen=True)
class Outcome:
    """A command's outcome; that of an `accepted` one follows on the player's stream."""

    fields: Mapping[str, Any]
    accepted: bool = False


@dataclass(slots=True)
class Request:
    """One frame under way, to be sent again when it is `due`; nobody waits without an `answer`.

    It is `sent`, and its answer may come, or it will be sent `later`. `began` is when it was first
    asked, or for what concerns a socket, when it was first asked over this one.
    """

    kind: str
    frame: Frame
    began: float
    answer: Future[Frame] | None = None
    channel: str | None = None
    """The channel that it subscribes to, if it does."""
    state: Literal["later", "sent"] = "later"
    due: float = 0.0
    tries: int = 0
    socket: int = 0
    """The number of the socket that it was sent over last."""

    @property
    def of_socket(self) -> bool:
        return self.kind in SOCKET

    def sent(self, socket: int, now: float) -> None:
        self.state, self.socket, self.due = "sent", socket, now + REPEAT_AFTER

    def fail(self, error: RumpusError) -> None:
        """Fail the waiting caller with an error."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error)

    def put_off(self, frame: Frame, now: float, chance: float) -> bool:
        """Return whether the server asked for a retry, and has not done so too often."""
        if frame["type"] != "error" or frame["code"] not in LATER or self.tries >= TRIES:
            return False
        self.tries += 1
        wait = spread(float(frame.get("retry_after", 1.0)), chance)
        self.state, self.due = "later", now + wait
        return True


def outcome(frame: Frame) -> Outcome:
    """Return the outcome in an answer; raise Refused or ProtocolError."""
    rest = {key: value for key, value in frame.items() if key not in {"type", "id"}}
    match frame["type"]:
        case "refused":
            raise Refused(rest.pop("reason"), rest)
        case "error":
            raise ProtocolError(rest["code"], rest["message"])
        case kind:
            return Outcome(rest, accepted=kind == "accepted")
