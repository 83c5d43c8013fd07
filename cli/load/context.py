"""What the players of one process share."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random

from cli.load.profiles import Profile
from cli.load.recorder import Recorder


@dataclass
class RunContext:
    """`targets` are the players of this process that are known to have points."""

    battle: str
    profile: Profile
    recorder: Recorder
    chance: Random
    targets: list[str] = field(default_factory=list)
    _shots: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def target(self, attacker: str, *, first: bool) -> str | None:
        """Another player with points: any of them, or the first; None while there is none."""
        if first:
            return next((each for each in self.targets[:2] if each != attacker), None)
        for _ in range(3):
            if self.targets and (target := self.chance.choice(self.targets)) != attacker:
                return target
        return None

    def shot(self, attacker: str, target: str, now: float) -> None:
        self._shots.setdefault((attacker, target), deque()).append(now)

    def missed(self, attacker: str, target: str) -> None:
        """The attack was refused: no frame will come of it."""
        shots = self._shots.get((attacker, target))
        if shots:
            shots.pop()

    def hit(self, attacker: str, target: str, now: float) -> None:
        """The target was told."""
        self.recorder.happened("hits")
        shots = self._shots.get((attacker, target))
        if shots:
            self.recorder.results.hits.add(now - shots.popleft())
            if not shots:
                del self._shots[attacker, target]
