"""The figures of a run as JSON values, for machines and for the report."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from cli.load.histogram import Histogram
from cli.load.plan import interval_seconds
from cli.load.profiles import Profile
from cli.load.results import Measure, Results
from cli.load.verdict import good, verdict

PERCENTILES = (50, 90, 95, 99)


def summary(
    name: str, profile: Profile, results: Results, processes: int, played: str
) -> dict[str, Any]:
    """Latencies are in milliseconds; `played` says what of the profile was."""
    rows = verdict(results)
    return {
        "profile": name,
        "played": played,
        "scaled": to_builtins(profile),
        "processes": processes,
        "good": good(rows),
        "verdict": [to_builtins(row) | {"met": row.met} for row in rows],
        "requests": {kind: _measure(each) for kind, each in results.measures.items()},
        "attack_to_target_ms": latency(results.hits),
        "return_after_break_ms": latency(results.returns),
        "move_ms": latency(results.moves),
        "generator_lag_ms": latency(results.lag),
        "generator_cpu_seconds": round(results.cpu_seconds, 2),
        "frames": _frames(results),
        "bytes_per_player_second": budget(results),
        "order": to_builtins(results.order),
        "board_looks": results.looks,
        "board_hits_percent": _hits(results.looks),
        "events": results.events,
        "most_connected": most_connected(results),
        "intervals": _intervals(profile, results),
    }


def latency(histogram: Histogram) -> dict[str, float | None]:
    """Percentiles and the greatest, in milliseconds."""
    values = {f"p{each}": histogram.percentile(each) for each in PERCENTILES}
    values["max"] = histogram.greatest if histogram.total else None
    return {name: milliseconds(value) for name, value in values.items()}


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def budget(results: Results) -> dict[str, float]:
    """Bytes received by kind of frame, a player and second of connection, and `all`."""
    seconds = sum(each.seconds_connected for each in results.intervals.values())
    octets: dict[str, int] = {}
    for each in results.intervals.values():
        for kind, count in each.octets.items():
            octets[kind] = octets.get(kind, 0) + count
    if not seconds:
        return {}
    shares = {kind: round(count / seconds, 2) for kind, count in sorted(octets.items())}
    return shares | {"all": round(sum(octets.values()) / seconds, 2)}


def most_connected(results: Results) -> int:
    return max((each.connected for each in results.intervals.values()), default=0)


def _hits(looks: dict[str, int]) -> float | None:
    """The share of looks at the board that needed no board from the HTTP API."""
    whole = sum(looks.values())
    return round(100 * (whole - looks.get("sent", 0)) / whole, 2) if whole else None


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "done": measure.done,
        "refused": measure.refused,
        "faults": measure.faults,
        "latency_ms": latency(measure.latency),
    }


def _frames(results: Results) -> dict[str, int]:
    frames: dict[str, int] = {}
    for each in results.intervals.values():
        for kind, count in each.frames.items():
            frames[kind] = frames.get(kind, 0) + count
    return frames


def _intervals(profile: Profile, results: Results) -> list[dict[str, Any]]:
    """Return the intervals within the profile's time; later ones only wait for last answers."""
    length = interval_seconds(profile)
    return [
        {
            "at": number * length,
            "requests": each.latency.total,
            "faults": each.faults,
            "latency_ms": latency(each.latency),
            "frames": sum(each.frames.values()),
            "octets": each.octets,
            "seconds_connected": round(each.seconds_connected, 1),
            "connected": each.connected,
        }
        for number, each in sorted(results.intervals.items())
        if number * length < profile.seconds
    ]
