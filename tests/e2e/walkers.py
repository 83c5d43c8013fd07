"""Players who walk to and fro in a hunt, and repeat what is not done under the same id."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, pairwise

from tests.e2e.driver import Player, Site, unique


class Walker:
    """`answered` are times and ids, in order; `busy` counts how often it had to try again."""

    def __init__(self, player: Player, hunt: str) -> None:
        self.name, self.hunt = player.name, hunt
        self.answered: list[tuple[float, str]] = []
        self.busy = 0
        self._over = threading.Event()
        self._socket = player.connect()
        self._ask("join")
        self._thread = threading.Thread(target=self._walk)
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()

    def gap(self, since: float) -> float:
        """Return the longest wait for an answer since then."""
        times = [since, *(at for at, _ in self.answered if at >= since)]
        return max((after - before for before, after in pairwise(times)), default=0.0)

    def _walk(self) -> None:
        for step in count(1):
            if self._over.is_set():
                return
            self._ask("move", x=step % 2, y=0)

    def _ask(self, command: str, **fields: object) -> None:
        own = unique("w")
        while True:
            told = self._socket.ask(f"hunt.{command}", id=own, room=self.hunt, **fields)
            if told["type"] == "done":
                self.answered.append((time.monotonic(), own))
                return
            assert told["type"] == "error", told
            self.busy += told["code"] != "too_fast"
            time.sleep(told["retry_after"])  # in the end, too: who doesn't is hung up on


@contextmanager
def walking(site: Site, hunt: str, many: int) -> Iterator[list[Walker]]:
    with ExitStack() as ending:
        walkers = []
        for _ in range(many):
            walkers.append(Walker(site.sign_up(), hunt))
            ending.callback(walkers[-1].end)
        yield walkers
