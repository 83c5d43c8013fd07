"""The figures of a rehearsal: those of `rumpus load`, and what only a model sees."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from cli.load.profiles import load_profile
from cli.load.show import scale_text
from cli.load.summary import latency, summary
from cli.load.verdict import good
from cli.rehearse.beside import beside, refuse_beside
from cli.rehearse.cost import cost
from cli.rehearse.models import Models
from cli.rehearse.played import Options, Played, play
from cli.rehearse.quotas import rows
from cli.rehearse.verdict import verdict


def rehearsed(
    name: str, scale: float, seconds: float | None, options: Options, models: Models
) -> Played:
    """Play it; raises Failed for a profile that is none, or has nothing beside."""
    profile = load_profile(name).scaled(scale, seconds)
    if options.beside:
        refuse_beside(profile)
    return play(profile, models, options)


def figures_of(
    name: str,
    scale: float,
    seconds: float | None,
    options: Options,
    played: Played,
    models: Models,
) -> dict[str, Any]:
    """The same seed makes the same, to the byte."""
    whole = load_profile(name)
    profile = whole.scaled(scale, seconds)
    found = summary(name, profile, played.results, played.cells, scale_text(whole, profile))
    judged = verdict(profile, played)
    if options.beside:
        found["beside"] = to_builtins(beside(profile, models, options.seed, played.results))
    return found | {
        "verdict": [to_builtins(row) | {"met": row.met} for row in judged],
        "good": good(judged),
        "wait_for_match_ms": latency(played.waits),
        "push_ms": latency(played.pushes),
        "rehearsal": _rehearsal(played),
        "quotas": to_builtins(rows(played.used)),
        "bill": cost(name, profile, played),
        "refused_by_quotas": dict(sorted((+played.used.refused).items())),
        "violations": played.violations,
        "again": _again(name, scale, profile.seconds, options),
    }


def _again(name: str, scale: float, seconds: float, options: Options) -> str:
    """Return the command that plays the same."""
    return (
        f"rumpus rehearse {name} --scale {scale:g} --seconds {seconds:g} --seed {options.seed}"
        + (f" --gateways {options.gateways}" if options.gateways else "")
        + (f" --cells {options.cells}" if options.cells else "")
        + (" --raised" if options.raised else "")
        + (" --beside naive" if options.beside else "")
    )


def _rehearsal(played: Played) -> dict[str, Any]:
    counts, units = played.counts, played.units
    second, most = max(units.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    return {
        "cells": f"{played.cells} of {played.parts} were played" + _stands_for(played),
        "gateways": counts["gateways"],
        "owners of slots": counts["owners"],
        **{f"busiest core of a {kind}": f"{busy:.1%}" for kind, busy in played.busiest.items()},
        "conflicts": counts["conflicts"],
        "deferred": counts["deferred"],
        "queries of streams": counts["queries"],
        "appends that found their stream moved": counts["refused"],
        "their share of write units": f"{counts['refused units'] / max(units.total(), 1):.1%}",
        "most write units in a second": f"{most} after {second} s",
        "write units of the journal": counts["journal units"],
    }


def _stands_for(played: Played) -> str:
    return "; quotas and dollars are of all" if played.cells < played.parts else ""
