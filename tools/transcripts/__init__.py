"""Golden transcripts: the Python client's behaviour, recorded for clients in any language.

Each is a list of steps. A step says what happens (`do`) and what the client then does (`then`).
"""

from __future__ import annotations

import asyncio
import json

from tools.transcripts import chance, commands, links, moves, streams, values
from tools.transcripts.tape import Clockwork, Story, Tape

STORIES: tuple[Story, ...] = (
    *commands.STORIES,
    *links.STORIES,
    *moves.STORIES,
    *streams.STORIES,
    *values.STORIES,
    *chance.STORIES,
)


def transcripts() -> str:
    """Return all transcripts as JSON, with a step on each line."""
    with asyncio.Runner(loop_factory=Clockwork) as runner:
        written = [runner.run(_told(story)) for story in STORIES]
    return "[\n" + ",\n".join(written) + "\n]\n"


async def _told(story: Story) -> str:
    tape = Tape()
    await tape.settle()
    await story(tape)
    steps = ",\n".join(f"  {json.dumps(each)}" for each in tape.steps)
    await tape.end()
    name = story.__name__.removesuffix("_").replace("_", " ")
    return f' {{"name": {json.dumps(name)}, "steps": [\n{steps}\n ]}}'
