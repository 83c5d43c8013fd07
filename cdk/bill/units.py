"""Reads what a command of each kind costs in units; `python -m bench.units` counts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.json import decode

FILE = Path(__file__).with_name("units.json")

type Units = Mapping[str, Mapping[str, float]]
"""Amounts by command, place and unit: `codebattle.answer gateway` uses `log.write`."""


def read_units() -> Units:
    return decode(FILE.read_bytes(), type=dict[str, dict[str, float]])


def kinds(units: Units) -> set[str]:
    """Return the commands that were counted."""
    return {name.partition(" ")[0] for name in units} - {"connect", "batch", "board", "stored"}


def of_command(units: Units, command: str, home: str) -> Iterator[tuple[str, float]]:
    """Yield what a command uses where it is carried out, in consumers, and in storage."""
    here = units.get(f"{command} {home}", {})
    yield from here.items()
    yield from units.get(f"{command} {home} consumers", {}).items()
    for name, amount in units.get(f"stored {command.partition('.')[0]}", {}).items():
        yield name, amount * here.get("change", 0)
