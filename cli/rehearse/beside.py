"""What the naive design does with a crowd beside ours, as the source of battles compares them."""

from __future__ import annotations

from msgspec import Struct

from cli.failure import Failed
from cli.load.histogram import merged
from cli.load.plan import interval_seconds
from cli.load.profiles import Profile
from cli.load.results import Results
from cli.rehearse.models import Models
from cli.rehearse.naive import Naive, read_design


class Pair(Struct, frozen=True):
    """A figure of both designs; `source` is what the real battle says of its before and after."""

    name: str
    source: str
    naive: float
    ours: float


class Beside(Struct, frozen=True):
    """`broke` are seconds until the naive design gave up a request, and who was there then."""

    broke: float | None
    there: int
    fullest: str
    pairs: list[Pair]


def refuse_beside(profile: Profile) -> None:
    """Raise Failed for what nobody compares."""
    if profile.game != "codebattle":
        raise Failed("Of battles alone there is a naive design: no other source compares one.")


def beside(profile: Profile, models: Models, seed: int, results: Results) -> Beside:
    """Play the naive design; `results` are ours."""
    naive = Naive(profile, models, read_design(), seed).play()
    there = naive.there if naive.broke is None else naive.there_as_it_broke
    ours = max((each.connected for each in results.intervals.values()), default=0)
    pairs = [
        Pair(
            "answered in a second, at most",
            "200, then 2,000",
            _most(naive.results, profile),
            _most(results, profile),
        ),
        Pair("p95 of all, ms", "2,500, then 156", _p95(naive.results), _p95(results)),
        Pair("connections of a database", "10,000, then 100", naive.wanted, 0),
        Pair(
            "board reads p95, ms",
            "850, then 34",
            _p95(naive.results, "board"),
            _p95(results, "board"),
        ),
        Pair("players served at once", "1,000, then 20,000", there, ours),
    ]
    broke = None if naive.broke is None else round(naive.broke, 1)
    return Beside(broke, naive.there_as_it_broke, naive.fullest, pairs)


def _most(results: Results, profile: Profile) -> float:
    """The mean of the busiest interval."""
    totals = [each.latency.total for each in results.intervals.values()]
    return round(max(totals, default=0) / interval_seconds(profile), 1)


def _p95(results: Results, *kinds: str) -> float:
    measures = results.measures.items()
    whole = merged(each.latency for kind, each in measures if not kinds or kind in kinds)
    return round(1000 * (whole.percentile(95) or 0), 1)
