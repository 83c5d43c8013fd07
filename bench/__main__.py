"""Runs the benchmarks and prints their figures: `make bench ARGS="boards --json"`."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys

from bench.rows import Row, Skipped

MODULES = (
    "cold_start",
    "codecs",
    "boards",
    "wide_board",
    "overview",
    "wide_owner",
    "takeover",
    "commands",
    "matchmaker",
    "dynamodb",
    "message",
    "gateway.fan_out",
    "gateway.commands",
    "gateway.matches",
    "gateway.stores",
    "gateway.low_rate",
    "gateway.idle",
    "gateway.egress",
    "gateway.battle",
    "gateway.hostile",
    "gateway.peers",
    "gateway.restart",
    "http.routes",
    "http.slow",
    "economy",
    "archive",
    "logs",
    "journal",
    "owner",
    "stage",
)
GROUPS = ("gateway", "http")
LONG = ("soak", "page")
"""Run only when named, for so many minutes."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    choices = [*MODULES, *GROUPS, *LONG, []]
    parser.add_argument("names", nargs="*", choices=choices, help="which ones (all)")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long a soak lasts")
    parser.add_argument("--json", action="store_true", help="for machines")
    arguments = parser.parse_args()
    figures: dict[str, list[Row]] = {}
    for name in _chosen(arguments.names):
        module = importlib.import_module(f"bench.{name}")
        print(f"{module.NAME} …", file=sys.stderr, flush=True)
        try:
            figures[name] = module.run(arguments.minutes) if name in LONG else module.run()
        except Skipped as reason:
            print(f"skipped: {reason}", file=sys.stderr)
            continue
        if not arguments.json:
            _show(module.NAME, figures[name])
    if arguments.json:
        print(json.dumps({"cores": os.cpu_count(), "figures": figures}, indent=1))
    return 0


def _chosen(names: list[str]) -> list[str]:
    """Return the modules of these names; a group's name stands for all of its modules."""
    chosen = [each for each in MODULES if not names or {each, each.split(".")[0]} & set(names)]
    return [*chosen, *(each for each in LONG if each in names)]


def _show(title: str, rows: list[Row]) -> None:
    print(f"\n{title}")
    for label, value, unit in rows:
        print(f"  {label:<64} {value:>12,.2f} {unit}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
