"""What a host says in the transcripts."""

from __future__ import annotations

from typing import Any

from client.frames import Frame
from tools.transcripts.tape import Tape

ROOM = "codebattle/b"
OWN = f"{ROOM}/player/ann@ann"
BOARD = f"{ROOM}/board"
PRESENCE = f"{ROOM}/presence"
RANK = f"{ROOM}/rank"
ACCOUNT = "account/p1"


def done(frame_id: str, **fields: Any) -> Frame:
    return {"type": "done", "id": frame_id} | fields


def error(frame_id: str, code: str, **fields: Any) -> Frame:
    return {"type": "error", "id": frame_id, "code": code, "message": "why"} | fields


def subscribed(
    frame_id: str, channel: str, offset: int, epoch: str = "e", *, recovered: bool = False
) -> Frame:
    head = {"type": "subscribed", "id": frame_id, "channel": channel}
    return head | {"epoch": epoch, "offset": offset, "recovered": recovered}


def message(channel: str, event: str, offset: int, epoch: str = "e", **fields: Any) -> Frame:
    head = {"type": "message", "channel": channel, "epoch": epoch, "offset": offset}
    return head | {"event": event, "data": {"n": offset}} | fields


def closing(code: int, reason: str) -> Frame:
    return {"type": "closing", "code": code, "reason": reason}


def please_move(within: float = 0) -> Frame:
    return {"type": "please_move", "within": within, "reason": "draining"}


def ticket(name: str, expires_in: int = 600) -> Frame:
    return {"type": "ticket", "ticket": name, "expires_in": expires_in}


async def listening(tape: Tape, channel: str = OWN, offset: int = 1) -> None:
    """Connect, and listen to a stream from a snapshot on."""
    await tape.dial()
    frame_id = await tape.ask("subscribe", channel=channel)
    await tape.take(1, subscribed(frame_id, channel, offset))
    await tape.take(1, message(channel, "snapshot", offset))


def board(offset: int, *rows: list[Any], epoch: str = "e") -> Frame:
    data = {"size": len(rows), "rows": list(rows)}
    return message(BOARD, "board", offset, epoch, data=data)


def board_delta(
    base: int, *changed: list[Any], removed: tuple[str, ...] = (), epoch: str = "e"
) -> Frame:
    data = {"size": 3, "changed": list(changed), "removed": list(removed)}
    return message(BOARD, "board", base + 1, epoch, base=base, data=data)
