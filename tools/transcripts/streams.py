"""Stream channels and notices: order, gaps, epochs and refusals."""

from __future__ import annotations

from client.requests import REPEAT_AFTER
from tools.transcripts.said import ACCOUNT, OWN, error, listening, message, subscribed
from tools.transcripts.tape import Story, Tape


async def repeats_are_dropped_and_early_ones_held(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, message(OWN, "answer.solved", 2))
    await tape.take(1, message(OWN, "answer.solved", 2))
    await tape.take(1, message(OWN, "attack.sent", 4))
    await tape.take(1, message(OWN, "answer.missed", 3))


async def a_gap_is_asked_for_at_once(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, message(OWN, "answer.solved", 3))
    await tape.take(1, subscribed("c2", OWN, 3, recovered=True))
    await tape.take(1, message(OWN, "answer.missed", 2))


async def a_promised_gap_is_waited_for(tape: Tape) -> None:
    await listening(tape)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, subscribed("c2", OWN, 4, recovered=True))
    await tape.take(2, message(OWN, "attack.sent", 3))
    await tape.later(REPEAT_AFTER)
    await tape.later(1)
    await tape.later(REPEAT_AFTER + 1)
    await tape.take(2, subscribed("c3", OWN, 4, recovered=True))
    await tape.take(2, message(OWN, "answer.missed", 2))
    await tape.take(2, message(OWN, "attack.sent", 4))


async def another_epoch_begins_anew(tape: Tape) -> None:
    await listening(tape, offset=9)
    await tape.take(1, message(OWN, "answer.solved", 2, "f"))
    await tape.take(1, subscribed("c2", OWN, 2, "f"))
    await tape.take(1, message(OWN, "answer.solved", 3, "f"))
    await tape.take(1, message(OWN, "snapshot", 2, "f"))


async def messages_before_the_first_snapshot_are_held(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=OWN)
    await tape.take(1, message(OWN, "answer.solved", 6))
    await tape.take(1, message(OWN, "answer.missed", 5))
    await tape.take(1, subscribed(asked, OWN, 4))
    await tape.take(1, message(OWN, "snapshot", 4))


async def a_snapshot_that_nobody_announced_is_dropped(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, message(OWN, "snapshot", 7))
    await tape.take(1, message(OWN, "answer.solved", 2))


async def a_snapshot_of_what_is_held_changes_nothing(tape: Tape) -> None:
    await listening(tape)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, subscribed("c2", OWN, 1))
    await tape.take(2, message(OWN, "snapshot", 1))
    await tape.take(2, message(OWN, "answer.solved", 2))


async def a_snapshot_older_than_the_announced_one_is_dropped(tape: Tape) -> None:
    await listening(tape)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, subscribed("c2", OWN, 9))
    await tape.take(2, message(OWN, "snapshot", 5))
    await tape.take(2, message(OWN, "snapshot", 9))


async def what_is_hidden_keeps_its_place(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, message(OWN, "hidden", 2))
    await tape.take(1, message(OWN, "answer.solved", 3))


async def a_channel_that_is_refused_is_no_more(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=OWN)
    await tape.take(1, error(asked, "not_allowed"))
    await tape.take(1, message(OWN, "answer.solved", 1))


async def a_channel_that_is_taken_away_is_told_of(tape: Tape) -> None:
    await listening(tape)
    await tape.take(1, {"type": "unsubscribed", "id": "", "channel": OWN})
    await tape.take(1, message(OWN, "answer.solved", 2))


async def a_channel_that_is_refused_on_the_next_socket_is_told_of(tape: Tape) -> None:
    await listening(tape)
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, error("c2", "not_allowed"))


async def a_channel_is_left_before_its_answer(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=OWN)
    await tape.leave(OWN)
    await tape.ask("unsubscribe", channel=OWN)
    await tape.take(1, subscribed(asked, OWN, 1))
    await tape.take(1, message(OWN, "snapshot", 1))
    await tape.take(1, {"type": "unsubscribed", "id": "c2", "channel": OWN})


async def a_subscription_that_is_put_off_is_sent_again(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=OWN)
    await tape.take(1, error(asked, "busy", retry_after=1.5))
    await tape.later(1.5)
    await tape.later(0.75)
    await tape.take(1, subscribed(asked, OWN, 1))


async def notices_are_shown_once(tape: Tape) -> None:
    await tape.dial()
    asked = await tape.ask("subscribe", channel=ACCOUNT)
    await tape.take(1, subscribed(asked, ACCOUNT, 0, ""))
    for notice in ("n1", "n2", "n1"):
        await tape.take(1, message(ACCOUNT, "economy", 0, "", data={"id": notice}))
    await tape.ended(1)
    await tape.later(0.25)
    await tape.dial()
    await tape.take(2, message(ACCOUNT, "economy", 0, "", data={"id": "n2"}))


STORIES: tuple[Story, ...] = (
    repeats_are_dropped_and_early_ones_held,
    a_gap_is_asked_for_at_once,
    a_promised_gap_is_waited_for,
    another_epoch_begins_anew,
    messages_before_the_first_snapshot_are_held,
    a_snapshot_that_nobody_announced_is_dropped,
    a_snapshot_of_what_is_held_changes_nothing,
    a_snapshot_older_than_the_announced_one_is_dropped,
    what_is_hidden_keeps_its_place,
    a_channel_that_is_refused_is_no_more,
    a_channel_that_is_taken_away_is_told_of,
    a_channel_that_is_refused_on_the_next_socket_is_told_of,
    a_channel_is_left_before_its_answer,
    a_subscription_that_is_put_off_is_sent_again,
    notices_are_shown_once,
)
