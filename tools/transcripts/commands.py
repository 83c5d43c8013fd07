"""Commands: their answers, repeats and refusals."""

from __future__ import annotations

from client.requests import REPEAT_AFTER, TRIES
from tools.transcripts.said import done, error
from tools.transcripts.tape import Story, Tape

JOIN = "codebattle.join"


async def a_command_is_answered(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.take(1, done(asked, username="ann", arrows=1))


async def a_command_is_refused(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("codebattle.attack", room="b", target="bo")
    await tape.take(1, {"type": "refused", "id": asked, "reason": "no_arrows", "left": 0})


async def a_command_is_accepted(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("codebattle.attack", room="b", target="bo")
    await tape.take(1, {"type": "accepted", "id": asked})


async def an_error_that_time_does_not_heal_is_an_answer(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, error(await tape.ask(JOIN, room="b"), "bad_frame"))


async def a_command_with_its_own_id_keeps_it(tape: Tape) -> None:
    await tape.dial()
    await tape.take(1, done(await tape.ask(JOIN, room="b", id="mine")))


async def what_is_asked_before_there_is_a_socket_is_sent_over_the_first(tape: Tape) -> None:
    asked = await tape.ask(JOIN, room="b")
    await tape.dial()
    await tape.take(1, done(asked))


async def what_is_not_answered_is_sent_again(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.later(REPEAT_AFTER - 1)
    await tape.later(1)
    await tape.take(1, done(asked))
    await tape.take(1, done(asked))
    await tape.later(REPEAT_AFTER)


async def who_is_too_fast_asks_again_when_told_to(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.take(1, error(asked, "too_fast", retry_after=2.5))
    await tape.later(2.5)
    await tape.later(1.25)
    await tape.take(1, error(asked, "busy"))
    await tape.later(1)
    await tape.later(0.5)
    await tape.take(1, done(asked))


async def who_is_put_off_too_often_gives_up(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    for _ in range(TRIES + 1):
        await tape.take(1, error(asked, "overloaded", retry_after=0))
        await tape.later(0.5)


async def an_answer_that_nobody_waits_for_is_dropped(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask(JOIN, room="b")
    await tape.forget(asked)
    await tape.take(1, done(asked))
    await tape.take(1, done("unknown"))
    await tape.take(1, {"message": "Internal server error"})
    await tape.take(1, {"type": "service", "level": 2, "name": "slow_boards"})
    await tape.later(REPEAT_AFTER)


async def answers_come_in_any_order(tape: Tape) -> None:
    await tape.dial()
    first = await tape.ask("codebattle.answer", room="b", question="q1", answer="1")
    second = await tape.ask("codebattle.answer", room="b", question="q2", answer="2")
    await tape.take(1, done(second, points=1))
    await tape.take(1, done(first, points=2))


async def silence_is_broken_by_a_ping(tape: Tape) -> None:
    await tape.dial()
    await tape.later(540)
    await tape.later(1)
    await tape.take(1, {"type": "pong", "id": "c1"})
    await tape.later(1)


STORIES: tuple[Story, ...] = (
    a_command_is_answered,
    a_command_is_refused,
    a_command_is_accepted,
    an_error_that_time_does_not_heal_is_an_answer,
    a_command_with_its_own_id_keeps_it,
    what_is_asked_before_there_is_a_socket_is_sent_over_the_first,
    what_is_not_answered_is_sent_again,
    who_is_too_fast_asks_again_when_told_to,
    who_is_put_off_too_often_gives_up,
    an_answer_that_nobody_waits_for_is_dropped,
    answers_come_in_any_order,
    silence_is_broken_by_a_ping,
)
