"""Moves: the new socket is made before the old one is given up."""

from __future__ import annotations

from client.timing import LIFETIME
from tools.transcripts.said import (
    BOARD,
    OWN,
    board,
    board_delta,
    closing,
    done,
    listening,
    message,
    please_move,
    subscribed,
)
from tools.transcripts.tape import Story, Tape

JOIN = "codebattle.join"


async def a_host_that_drains_is_left(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, please_move(45))
    await tape.later(22)
    await tape.later(0.5)
    await tape.take(1, message(OWN, "answer.solved", 2))
    await tape.dial()
    await tape.take(1, closing(4001, "superseded"))
    await tape.take(1, message(OWN, "answer.solved", 3))
    await tape.take(2, subscribed("c2", OWN, 4, recovered=True))
    await tape.take(2, message(OWN, "answer.solved", 3))
    await tape.take(2, message(OWN, "answer.solved", 4))
    await tape.later(0.5)
    await tape.ended(1, 4001, "superseded")


async def a_command_waits_for_its_answer_where_it_was_sent(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.take(1, please_move())
    await tape.later(0.5)
    await tape.dial()
    await tape.later(1)
    await tape.take(1, done(asked))
    await tape.later(0.5)
    await tape.ended(1, 1000)


async def a_command_that_the_old_socket_left_is_sent_over_the_new_one(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.take(1, please_move())
    await tape.later(0.5)
    await tape.dial()
    await tape.ended(1, 4001, "superseded")
    await tape.take(2, done(asked))


async def the_old_socket_is_kept_for_five_seconds_at_most(tape: Tape) -> None:
    await tape.dial()
    await tape.ask(JOIN, room="b")
    await tape.take(1, please_move())
    await tape.later(0.5)
    await tape.dial()
    await tape.later(4.5)
    await tape.later(0.5)


async def the_old_socket_serves_on_while_no_new_one_can_be_had(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.answered("unreachable")
    await tape.ask(JOIN, room="b")
    await tape.later(0.25)
    await tape.answered("forbidden")
    await tape.later(0.5)
    await tape.dial()


async def the_old_socket_ends_while_the_new_one_is_made(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.answered("ok")
    await tape.take(1, closing(4001, "superseded"))
    await tape.ended(1, 4001, "superseded")
    await tape.answered("ok")
    await tape.take(2, subscribed("c2", OWN, 1, recovered=True))


async def both_sockets_fail_in_a_move(tape: Tape) -> None:
    await tape.dial()
    await tape.later(20)
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.ended(1)
    await tape.answered("unreachable")
    await tape.later(0.25)
    await tape.dial()


async def another_login_before_a_ticket_is_asked_for_is_another_login(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, please_move(45))
    await tape.take(1, closing(4001, "superseded"))


async def an_old_socket_is_left_unasked(tape: Tape) -> None:
    await tape.dial()
    await tape.later(LIFETIME - 301)
    await tape.later(1)
    await tape.dial()


async def a_snapshot_of_the_old_socket_is_said_anew_on_the_new(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=OWN)
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.dial()
    await tape.take(1, subscribed(asked, OWN, 4))
    await tape.take(1, message(OWN, "snapshot", 4))
    await tape.take(2, subscribed(asked, OWN, 5))
    await tape.take(2, message(OWN, "snapshot", 5))


async def a_board_is_taken_from_the_old_socket_until_the_new_one_speaks(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=BOARD)
    await tape.take(1, subscribed(asked, BOARD, 1))
    await tape.take(1, board(1, ["ann", 3]))
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.dial()
    await tape.take(1, board_delta(1, [1, "bo", 4]))
    await tape.take(2, subscribed("c2", BOARD, 7, "f"))
    await tape.take(2, board(7, ["cy", 9], epoch="f"))
    await tape.take(1, board_delta(2, [1, "di", 12]))


STORIES: tuple[Story, ...] = (
    a_host_that_drains_is_left,
    a_command_waits_for_its_answer_where_it_was_sent,
    a_command_that_the_old_socket_left_is_sent_over_the_new_one,
    the_old_socket_is_kept_for_five_seconds_at_most,
    the_old_socket_serves_on_while_no_new_one_can_be_had,
    the_old_socket_ends_while_the_new_one_is_made,
    both_sockets_fail_in_a_move,
    another_login_before_a_ticket_is_asked_for_is_another_login,
    an_old_socket_is_left_unasked,
    a_snapshot_of_the_old_socket_is_said_anew_on_the_new,
    a_board_is_taken_from_the_old_socket_until_the_new_one_speaks,
)
