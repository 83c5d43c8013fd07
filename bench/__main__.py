"""Runs the benchmarks and prints their figures: `make bench ARGS="boards --json"`."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys

MODULES = ("cold_start", "boards", "commands", "economy", "stage")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MODULES, []], help="which ones (all)")
    parser.add_argument("--json", action="store_true", help="for machines")
    arguments = parser.parse_args()
    figures: dict[str, list[tuple[str, float, str]]] = {}
    for name in arguments.names or MODULES:
        module = importlib.import_module(f"bench.{name}")
        print(f"{module.NAME} …", file=sys.stderr, flush=True)
        figures[name] = module.run()
        if not arguments.json:
            print(f"\n{module.NAME}")
            for label, value, unit in figures[name]:
                print(f"  {label:<64} {value:>12,.2f} {unit}")
    if arguments.json:
        print(json.dumps({"cores": os.cpu_count(), "figures": figures}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
