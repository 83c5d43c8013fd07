"""Random stories: messages that are lost, late, repeated, and split over two sockets."""

from __future__ import annotations

from random import Random

from tools.transcripts.said import (
    BOARD,
    OWN,
    board,
    board_delta,
    done,
    listening,
    message,
    please_move,
    subscribed,
)
from tools.transcripts.tape import Story, Tape

SEEDS = range(12)
LENGTH = 40


async def _happens(tape: Tape, random: Random) -> None:
    """Let one random event happen to the client."""
    number = random.randint(max(1, tape.manager.serving - 1), max(1, tape.manager.serving))
    offset, epoch = random.randint(1, 9), random.choice("eeef")
    frame_id = f"c{random.randint(1, 12)}"
    channel = random.choice([OWN, BOARD])
    frames = [
        message(OWN, random.choice(["snapshot", "hidden", "answer.solved"]), offset, epoch),
        board(offset, ["ann", offset], epoch=epoch),
        board_delta(offset, [random.randint(1, 2), "bo", offset], epoch=epoch),
        subscribed(frame_id, channel, offset, epoch, recovered=random.random() < 0.5),  # noqa: PLR2004 - as often as not
        done(frame_id),
    ]
    match random.randrange(10):
        case 0:
            await tape.later(random.choice([0.5, 5, 11]))
        case 1:
            await tape.ask("codebattle.join", room="b")
        case 2 if random.random() < 0.3:  # noqa: PLR2004 - seldom
            await tape.ended(number)
        case 3 if random.random() < 0.3:  # noqa: PLR2004 - seldom
            await tape.take(number, please_move(random.choice([0, 4])))
        case _:
            await tape.take(number, random.choice(frames))


def _told_by_chance(seed: int) -> Story:
    async def story(tape: Tape) -> None:
        random = Random(seed)  # noqa: S311 - a repeatable story
        await listening(tape)
        await tape.ask("subscribe", channel=BOARD)
        while len(tape.steps) < LENGTH:
            await (tape.dial() if tape.is_asked else _happens(tape, random))

    story.__name__ = f"chance_{seed}"
    return story


STORIES: tuple[Story, ...] = tuple(map(_told_by_chance, SEEDS))
