"""Whether a rehearsed crowd was served well enough, beside what the source of its profile says."""

from __future__ import annotations

from cli.load.histogram import Histogram, merged
from cli.load.profiles import Profile
from cli.load.results import Kind
from cli.load.verdict import RUMPUS, Row
from cli.load.verdict import verdict as verdict_of_battle
from cli.rehearse.played import Played

HUNTS, LAUNCH = "the real hunts", "the real launch"
"""Whose figures these are: docs/sources.md."""

BACK_SECONDS = 30.0
"""Seconds within which all players who were cut off at one moment must be back."""


def verdict(profile: Profile, played: Played) -> list[Row]:
    """Judge a battle as `rumpus load` does, and other games by their own sources."""
    match profile.game:
        case "codebattle":
            return [*verdict_of_battle(played.results), _mean(played)]
        case "hunt":
            return [_answered(played), *_hunt(profile, played), *_back(played)]
        case "match":
            return [_answered(played), *_match(played)]


def _hunt(profile: Profile, played: Played) -> list[Row]:
    rows = [_limit("acknowledged by owners, p99", HUNTS, 20, played.acks, 99)]
    if any(each.do == "cut" for each in profile.moments):
        rows.append(_limit("a push to all, p99", HUNTS, 15, played.pushes, 99))
    return rows


def _back(played: Played) -> list[Row]:
    returns = played.results.returns
    missing = played.results.events["missing_at_the_end"]
    rows = [Row("players missing at the end", RUMPUS, 0, "", at_least=False, measured=missing)]
    if returns.total:
        seconds = returns.greatest
        rows.append(
            Row("all are back", RUMPUS, BACK_SECONDS, "s", at_least=False, measured=seconds)
        )
    return rows


def _match(played: Played) -> list[Row]:
    return [
        _limit("actions answered, p99", RUMPUS, 100, _latency(played, ("act",)), 99),
        _limit("waits for a match, p99", RUMPUS, 15_000, played.waits, 99),
    ]


def _answered(played: Played) -> Row:
    measures = played.results.measures.values()
    tries = sum(each.tries for each in measures)
    share = 100 * sum(each.answered for each in measures) / tries if tries else None
    return Row("requests answered", RUMPUS, 99.88, "%", at_least=True, measured=share)


def _mean(played: Played) -> Row:
    seconds = merged(each.latency for each in played.results.measures.values()).mean
    mean = None if seconds is None else 1000 * seconds
    return Row("mean of all", LAUNCH, 50, "ms", at_least=False, measured=mean)


def _latency(played: Played, kinds: tuple[Kind, ...]) -> Histogram:
    measures = played.results.measures
    return merged(measures[kind].latency for kind in kinds if kind in measures)


def _limit(name: str, source: str, limit: float, histogram: Histogram, percent: float) -> Row:
    seconds = histogram.percentile(percent)
    measured = None if seconds is None else seconds * 1000
    return Row(name, source, limit, "ms", at_least=False, measured=measured)
