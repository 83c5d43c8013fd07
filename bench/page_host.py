"""A host of one code battle in which 20,000 play: its board moves all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from random import Random
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.staticfiles import StaticFiles

from localstack.page import SETTINGS, built
from shared.application.boards.ports import RankedEntry
from shared.application.channels.values import SHOWN, board_snapshot, difference, presence_snapshot

MEMBERS = 20_000
CHANGED = 30
"""Rows among those shown that change from one board to the next."""

ROOM = "b1"
QUESTIONS = 20


def boards() -> Iterator[dict[str, Any]]:
    """Yield ever newer snapshots of the board: some leaders gain points, one after the other."""
    random = Random(1)  # noqa: S311 - a load, not a secret
    points = {f"player-{number:05}": random.randrange(1000) for number in range(MEMBERS)}
    while True:
        leaders = nsmallest(SHOWN, points, key=lambda name: (-points[name], name))
        yield board_snapshot(_entries(leaders, points), MEMBERS)
        for name in random.sample(leaders, CHANGED):
            points[name] += random.choice((10, -1))


def _entries(leaders: Sequence[str], points: dict[str, int]) -> list[RankedEntry]:
    return [RankedEntry(name, points[name], rank) for rank, name in enumerate(leaders, start=1)]


def host(url: str, every: float) -> FastAPI:
    """Return the page and the API at a URL of loopback; boards come every so many seconds."""
    folder = built("play")
    assert folder is not None, "the page was not built: make setup"
    app = FastAPI()
    app.get(SETTINGS)(lambda: {"api": url})
    app.post("/v1/guests", status_code=201)(_guest)
    socket = url.replace("http", "ws", 1) + "/ws"
    app.post("/v1/tickets", status_code=201)(lambda: {"ticket": "t", "url": socket})
    app.get("/v1/rooms/{game}")(lambda: {"rooms": [], "after": None})
    app.get("/v1/rooms/codebattle/{room}")(_view)

    async def play(socket: WebSocket) -> None:
        await _play(socket, every)

    app.websocket("/ws")(play)
    app.mount("/", StaticFiles(directory=folder, html=True))
    return app


def _guest() -> dict[str, str]:
    tokens = {"token": "t", "refresh_token": "r"}
    return {"player_id": "p1", "username": "player-00001"} | tokens


def _view() -> dict[str, Any]:
    now = datetime.now(UTC)
    questions = [
        {"id": f"q{number}", "prompt": f"What is {number} + 1?", "points": 10, "choices": []}
        for number in range(QUESTIONS)
    ]
    return {
        "title": "Twenty thousand",
        "starts_at": (now - timedelta(minutes=1)).isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
        "questions": questions,
        "rules": {"tries_per_question": 3},
    }


async def _play(socket: WebSocket, every: float) -> None:
    """Answer what is asked for; send ever newer boards once they are listened to."""
    await socket.accept()
    sending: list[asyncio.Task[None]] = []
    try:
        while True:
            frame = await socket.receive_json()
            if frame["type"] != "subscribe":
                await socket.send_json({"type": "done", "id": frame["id"]})
                continue
            await socket.send_json(_subscribed(frame))
            if frame["channel"].endswith("/board"):
                sending.append(asyncio.create_task(_send_boards(socket, frame["channel"], every)))
            elif (first := _first(frame["channel"])) is not None:
                await socket.send_json(first)
    except WebSocketDisconnect:
        for each in sending:
            each.cancel()


def _subscribed(frame: dict[str, Any]) -> dict[str, Any]:
    said = {"type": "subscribed", "id": frame["id"], "channel": frame["channel"]}
    return said | {"epoch": "e", "offset": 0, "recovered": False}


def _first(channel: str) -> dict[str, Any] | None:
    """What a channel says once: who is here, what was told, or how the player stands."""
    if channel.endswith("/presence"):
        return _message(channel, "presence", 1, presence_snapshot(MEMBERS, ["player-00001"]))
    if channel.startswith("inbox/"):
        return _message(channel, "snapshot", 1, {"notices": []})
    own = {"active": True, "points": 0, "arrows": 2, "shields": 0, "solved": [], "tries": {}}
    return _message(channel, "snapshot", 1, own) if "/player/" in channel else None


async def _send_boards(socket: WebSocket, channel: str, every: float) -> None:
    newest = boards()
    held = next(newest)
    clock = asyncio.get_running_loop().time
    await socket.send_json(_message(channel, "board", 1, held))
    due = clock()
    for offset, board in enumerate(newest, start=2):
        due += every
        await asyncio.sleep(due - clock())
        delta = difference(held, board)
        base = {} if delta is None else {"base": offset - 1}
        await socket.send_json(_message(channel, "board", offset, delta or board) | base)
        held = board


def _message(channel: str, event: str, offset: int, data: object) -> dict[str, Any]:
    said = {"type": "message", "channel": channel, "epoch": "e", "offset": offset}
    return said | {"event": event, "data": data}
