"""Links: sockets that break, and ends that are final."""

from __future__ import annotations

from client.requests import REPEAT_AFTER
from tools.transcripts.said import (
    OWN,
    closing,
    done,
    listening,
    message,
    please_move,
    subscribed,
    ticket,
)
from tools.transcripts.tape import Story, Tape

JOIN = "codebattle.join"


async def a_broken_socket_is_replaced_and_its_commands_repeated(tape: Tape) -> None:
    await listening(tape)
    asked = await tape.ask(JOIN, room="b")
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, subscribed("c3", OWN, 3, recovered=True))
    await tape.take(2, message(OWN, "answer.solved", 2))
    await tape.take(2, done(asked))
    await tape.take(2, message(OWN, "answer.solved", 3))


async def pauses_double_while_nobody_is_there(tape: Tape) -> None:
    for failures in range(1, 10):
        await tape.answered("unreachable")
        await tape.later(min(30.0, 0.25 * 2.0**failures) / 2)
    await tape.dial()


async def a_socket_that_does_not_last_counts_as_a_failure(tape: Tape) -> None:
    await tape.answered("unreachable")
    await tape.later(0.25)
    await tape.dial()
    await tape.later(9)
    await tape.ended(1)
    await tape.later(0.5)
    await tape.dial()
    await tape.later(10)
    await tape.ended(2)


async def a_ticket_ahead_opens_the_next_socket_and_only_that(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, ticket("t1"))
    await tape.take(1, ticket("t2"))
    await tape.later(20)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.answered("ok")
    await tape.later(20)
    await tape.ended(2)
    await tape.later(0.25)
    await tape.dial()


async def a_ticket_ahead_is_tried_three_times_and_then_another_is_asked_for(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, ticket("t1"))
    await tape.later(20)
    await tape.ended(1)
    for pause in (0.25, 0.5, 1):
        await tape.later(pause)
        await tape.answered("unreachable")
    await tape.later(2)
    await tape.dial()


async def a_ticket_ahead_that_has_expired_is_not_tried(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, ticket("t1", 20))
    await tape.later(20)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()


async def a_ticket_ahead_is_not_for_a_move(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, ticket("t1"))
    await tape.take(1, please_move())
    await tape.later(0)
    await tape.dial()


async def who_is_told_when_to_come_stays_away_so_long_and_up_to_as_long_again(tape: Tape) -> None:
    await tape.answered("unreachable", 4)
    await tape.later(4)
    await tape.later(2)
    await tape.answered("ok")
    await tape.answered("unreachable", 1000)


async def a_ticket_that_is_forbidden_ends_it(tape: Tape) -> None:
    await tape.ask(JOIN, room="b")
    await tape.answered("forbidden")


async def another_login_ends_it(tape: Tape) -> None:
    await tape.dial()
    await tape.ask(JOIN, room="b")
    await tape.take(1, closing(4001, "superseded"))
    await tape.take(1, done("c1"))
    await tape.ended(1, 4001, "superseded")


async def a_breach_of_policy_ends_it(tape: Tape) -> None:
    await tape.dial()
    await tape.ended(1, 1008, "policy")


async def a_restart_is_mended(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, closing(1012, "restart"))
    await tape.ended(1, 1012, "restart")
    await tape.later(0.25)
    await tape.dial()


async def a_crowd_that_is_cut_off_comes_back_within_the_time_that_it_takes(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, {**closing(1012, "restart"), "within": 20})
    await tape.ended(1, 1012, "restart")
    await tape.later(9)
    await tape.later(1)
    await tape.dial()
    await tape.later(10)
    await tape.ended(2, 1012, "restart")


async def the_program_closes_it(tape: Tape) -> None:
    await listening(tape)
    await tape.ask(JOIN, room="b")
    await tape.close()
    await tape.take(1, message(OWN, "answer.solved", 2))
    await tape.ended(1, 1000)
    await tape.close()


async def it_is_closed_while_it_waits(tape: Tape) -> None:
    await tape.answered("unreachable")
    await tape.close()


async def a_socket_that_comes_after_the_end_is_hung_up(tape: Tape) -> None:
    await tape.answered("ok")
    await tape.close()
    await tape.answered("ok")


async def a_try_that_was_let_in_late_may_end_the_next_socket(tape: Tape) -> None:
    await tape.answered("ok")
    await tape.answered("unreachable")
    await tape.later(0.25)
    await tape.dial()
    await tape.take(1, closing(4001, "superseded"))
    await tape.ended(1, 4001, "superseded")
    await tape.later(1)
    await tape.dial()
    await tape.ended(2, 4001, "superseded")


async def a_ping_is_not_repeated_over_the_next_socket(tape: Tape) -> None:
    await tape.dial()
    await tape.later(541)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()


async def what_a_stuck_socket_did_not_take_is_sent_over_the_next(tape: Tape) -> None:
    await tape.dial()
    await tape.stick(1)
    await tape.ask(JOIN, room="b")
    await tape.ask("unsubscribe", channel=OWN)
    await tape.later(REPEAT_AFTER)
    await tape.ended(1)
    await tape.later(5)
    await tape.dial()


STORIES: tuple[Story, ...] = (
    a_broken_socket_is_replaced_and_its_commands_repeated,
    pauses_double_while_nobody_is_there,
    a_socket_that_does_not_last_counts_as_a_failure,
    a_ticket_ahead_opens_the_next_socket_and_only_that,
    a_ticket_ahead_is_tried_three_times_and_then_another_is_asked_for,
    a_ticket_ahead_that_has_expired_is_not_tried,
    a_ticket_ahead_is_not_for_a_move,
    who_is_told_when_to_come_stays_away_so_long_and_up_to_as_long_again,
    a_ticket_that_is_forbidden_ends_it,
    another_login_ends_it,
    a_breach_of_policy_ends_it,
    a_restart_is_mended,
    a_crowd_that_is_cut_off_comes_back_within_the_time_that_it_takes,
    the_program_closes_it,
    it_is_closed_while_it_waits,
    a_socket_that_comes_after_the_end_is_hung_up,
    a_try_that_was_let_in_late_may_end_the_next_socket,
    a_ping_is_not_repeated_over_the_next_socket,
    what_a_stuck_socket_did_not_take_is_sent_over_the_next,
)
