"""What a command of each kind costs in units; `python -m bench.units` counts them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.json import decode

FILE = Path(__file__).with_name("units.json")

type Units = Mapping[str, Mapping[str, float]]
"""Amounts by what is done, where, and what of: `codebattle.answer gateway` writes `log.write`."""


def read_units() -> Units:
    return decode(FILE.read_bytes(), type=dict[str, dict[str, float]])


def kinds(units: Units) -> set[str]:
    """The commands that were counted."""
    return {name.partition(" ")[0] for name in units} - {"connect", "batch", "board"}
