"""The loop that asynchronous tests run on: that of production."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import uvloop


def run(story: Coroutine[Any, Any, None], seconds: float = 600) -> None:
    """Run a story to its end; fail one that takes longer than this."""
    asyncio.run(asyncio.wait_for(story, seconds), loop_factory=uvloop.new_event_loop)
