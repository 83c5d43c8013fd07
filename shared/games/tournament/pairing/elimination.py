"""Single and double elimination. The bracket follows from the seeds, its results from the facts."""

from __future__ import annotations

from collections.abc import Sequence

from shared.games.tournament.pairing.played import NOBODY, Fixture, History, Standing, ranked

UNKNOWN = -2
"""Marks a place in the bracket that an unplayed match will fill."""

FIRST = 1 << 20
"""The stage of an undefeated entrant: above all others."""


def single(history: History) -> tuple[list[Fixture], Standing]:
    """Return what can be played now, and the standing; one defeat eliminates."""
    bracket = _Bracket(history)
    slots, stage = seeded(history.entrants), 1
    while len(slots) > 1:
        slots, _ = bracket.play_round(f"W{stage}", slots[::2], slots[1::2], stage)
        stage += 1
    bracket.fall(FIRST, slots[0])
    return bracket.ready, ranked(bracket.fell)


def double(history: History) -> tuple[list[Fixture], Standing]:
    """Return what can be played now, and the standing; two defeats eliminate.

    Losers of the winners' rounds enter the losers' bracket in reversed order each time, so that two
    who have met meet again as late as possible. If the winner of the losers' bracket wins the
    final, both have lost once, and a second final decides.
    """
    bracket = _Bracket(history)
    winners, lost = bracket.play_round("W1", *_halves(seeded(history.entrants)))
    number, stage = 2, 1
    losers = lost
    while len(winners) > 1:
        winners, lost = bracket.play_round(f"W{number}", *_halves(winners))
        losers, _ = bracket.play_round(f"L{stage}", *_halves(losers), stage)
        lost = lost[::-1] if number % 2 == 0 else _swapped(lost)
        losers, _ = bracket.play_round(f"L{stage + 1}", losers, lost, stage + 1)
        number, stage = number + 1, stage + 2
    bracket.finals(winners[0], losers[0], stage)
    return bracket.ready, ranked(bracket.fell)


def seeded(entrants: int) -> list[int]:
    """Return the first slots: the best two seeds meet in the final, the best four before it.

    If entrants are too few to fill the bracket, the best seeds have byes.
    """
    slots = [0]
    while len(slots) < entrants:
        size = 2 * len(slots)
        slots = [each for seed in slots for each in (seed, size - 1 - seed)]
    return [each if each < entrants else NOBODY for each in slots]


class _Bracket:
    """Plays the bracket by the known results; other matches are ready, or wait for ready ones.

    A match of an entrant who has left is ready too: its forfeit is a result. Without that result, a
    winner who leaves later would change earlier pairings.
    """

    def __init__(self, history: History) -> None:
        self._results = history.by_key()
        self.ready: list[Fixture] = []
        self.fell: dict[int, tuple[float, ...]] = {}

    def play_round(
        self, name: str, ones: Sequence[int], others: Sequence[int], stage: int | None = None
    ) -> tuple[list[int], list[int]]:
        """Return winners and losers; with a stage, losers are eliminated at it."""
        pairs = zip(ones, others, strict=True)
        ends = [self._play(f"{name}.{index}", *pair) for index, pair in enumerate(pairs)]
        losers = [loser for _, loser in ends]
        if stage is not None:
            self.fall(stage, *losers)
        return [winner for winner, _ in ends], losers

    def finals(self, winner: int, loser: int, stage: int) -> None:
        """Play the final, and a second one if the undefeated finalist loses the first."""
        champion, beaten = self._play("F.0", winner, loser)
        if NOBODY not in {winner, loser} and champion == loser != UNKNOWN:
            champion, beaten = self._play("R.0", winner, loser)
        self.fall(stage, beaten)
        self.fall(FIRST, champion)

    def fall(self, stage: int, *entrants: int) -> None:
        self.fell.update({each: (stage,) for each in entrants if each >= 0})

    def _play(self, key: str, one: int, other: int) -> tuple[int, int]:
        if UNKNOWN in {one, other}:
            return UNKNOWN, UNKNOWN
        if NOBODY in {one, other}:
            return max(one, other), NOBODY
        if key in self._results:
            return self._end(self._results[key].winner, one, other)
        self.ready.append(Fixture(key, (one, other)))
        return UNKNOWN, UNKNOWN

    def _end(self, winner: int, one: int, other: int) -> tuple[int, int]:
        """Return winner and loser.

        In a match that nobody wins, an absent entrant is out despite its record.
        """
        if winner != NOBODY:
            return winner, other if winner == one else one
        self.fall(0, one, other)
        return NOBODY, NOBODY


def _halves(slots: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return slots[::2], slots[1::2]


def _swapped(slots: list[int]) -> list[int]:
    middle = len(slots) // 2
    return slots[middle:] + slots[:middle]
