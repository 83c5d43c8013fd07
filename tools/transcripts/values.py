"""Value channels: snapshots, deltas and versions."""

from __future__ import annotations

from typing import Any

from client.frames import Frame
from client.requests import REPEAT_AFTER
from tools.transcripts.said import (
    BOARD,
    PRESENCE,
    RANK,
    board,
    board_delta,
    message,
    subscribed,
)
from tools.transcripts.tape import Story, Tape


async def _watching(tape: Tape, *rows: list[Any]) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=BOARD)
    await tape.take(1, subscribed(asked, BOARD, 1))
    await tape.take(1, board(1, *rows))


async def deltas_of_a_board_are_put_in_their_place(tape: Tape) -> None:
    await _watching(tape, ["ann", 5], ["bo", 3], ["cy", 1])
    await tape.take(1, board_delta(1, [1, "cy", 9, 4], [3, "di", 4], removed=("bo",)))
    await tape.take(1, board_delta(2, [2, "ed", 7], [1, "fy", 12]))
    await tape.take(1, board_delta(2, [1, "late", 99]))


async def a_board_has_a_hundred_rows_at_most(tape: Tape) -> None:
    await _watching(tape, *([f"p{n}", 1000 - n] for n in range(100)))
    await tape.take(1, board_delta(1, [1, "ann", 2000]))


async def a_delta_without_its_base_is_held_and_asked_for(tape: Tape) -> None:
    await _watching(tape, ["ann", 5])
    await tape.take(1, board_delta(3, [1, "cy", 9]))
    await tape.take(1, board_delta(2, [1, "bo", 7]))
    await tape.take(1, subscribed("c2", BOARD, 2))
    await tape.take(1, board(2, ["di", 8], ["ann", 5]))


async def an_older_snapshot_shows_nothing(tape: Tape) -> None:
    await _watching(tape, ["ann", 5])
    await tape.take(1, board(3, ["ann", 7]))
    await tape.take(1, board(2, ["ann", 6]))
    await tape.take(1, board(1, ["bo", 1], epoch="f"))


async def the_latest_is_held_already(tape: Tape) -> None:
    await _watching(tape, ["ann", 5])
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, subscribed("c2", BOARD, 1, recovered=True))
    await tape.take(2, board_delta(1, [1, "bo", 9]))


async def a_promised_snapshot_that_stays_away_is_asked_for(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=BOARD)
    await tape.take(1, subscribed(asked, BOARD, 4))
    await tape.later(0.5)
    await tape.later(REPEAT_AFTER + 1)
    await tape.take(1, subscribed("c2", BOARD, 4))
    await tape.take(1, board(4, ["ann", 1]))
    await tape.later(REPEAT_AFTER + 1)


async def a_stale_board_has_no_version(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=BOARD)
    await tape.take(1, subscribed(asked, BOARD, 0, ""))
    stale = {"size": 1, "rows": [["ann", 1]], "stale": True}
    await tape.take(1, message(BOARD, "board", 0, "", data=stale))
    await tape.take(1, board(1, ["ann", 2]))


def _presence(base: int | None, offset: int, **data: Any) -> Frame:
    fields: dict[str, Any] = {} if base is None else {"base": base}
    return message(PRESENCE, "presence", offset, data=data, **fields)


async def who_is_present_is_kept_in_order(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=PRESENCE)
    await tape.take(1, subscribed(asked, PRESENCE, 1))
    await tape.take(1, _presence(None, 1, count=3, names=["Bo", "_x", "ann"]))
    await tape.take(1, _presence(1, 2, count=4, joined=["cy", "-y"], left=["_x"]))


async def who_has_no_place_is_told_nothing(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=RANK)
    await tape.take(1, subscribed(asked, RANK, 7, "h"))
    await tape.later(REPEAT_AFTER + 1)
    await tape.later(REPEAT_AFTER + 1)
    data = {"rank": 3, "points": 5, "size": 9}
    await tape.take(1, message(RANK, "rank", 8, "h", data=data))


STORIES: tuple[Story, ...] = (
    deltas_of_a_board_are_put_in_their_place,
    a_board_has_a_hundred_rows_at_most,
    a_delta_without_its_base_is_held_and_asked_for,
    an_older_snapshot_shows_nothing,
    the_latest_is_held_already,
    a_promised_snapshot_that_stays_away_is_asked_for,
    a_stale_board_has_no_version,
    who_is_present_is_kept_in_order,
    who_has_no_place_is_told_nothing,
)
