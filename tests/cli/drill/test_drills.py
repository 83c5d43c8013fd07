"""Each drill holds with the product's parts, and finds what goes wrong without what protects."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from secrets import randbelow

import pytest
from typer.testing import CliRunner

from cli.drill.drills import DRILLS
from cli.drill.report import report
from cli.drill.row import Drill
from cli.main import app
from tests.cli.drill.broken import BROKEN

CALM: Drill[object] = Drill("calm", "Nothing", "", "", 5, lambda _: None)
ALWAYS = {"slow_puts", "gc_pause"}
"""What protects in these is needed without a fault too: players meet on streams all the time."""

SEEDS = range(1, 8)
"""In which what is broken must show."""


@pytest.mark.parametrize("name", DRILLS)
class TestDrill:
    def test_holds(self, name: str) -> None:
        for seed in (1, randbelow(1_000_000)):
            found = report(DRILLS[name], seed)
            assert not found.violations, found
            assert found.answered == found.commands > 100

    def test_finds_what_goes_wrong_without_what_protects(self, name: str) -> None:
        assert any(report(DRILLS[name], seed, BROKEN[name]).violations for seed in SEEDS)

    def test_needs_the_fault_for_it(self, name: str) -> None:
        assert bool(report(CALM, 1, BROKEN[name]).violations) == (name in ALWAYS)


def drill(*arguments: str, hashes: str = "0") -> str:
    """Run it in a process of its own, in which sets have another order."""
    command = [sys.executable, "-c", "from cli.main import app; app()", "drill", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": hashes}
    done = subprocess.run(  # noqa: S603 - a command of our own
        command, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


class TestCommand:
    def test_says_the_same_of_one_seed_to_the_byte(self) -> None:
        first = drill("poison_pill", "--seed", "3", "--json")
        assert drill("poison_pill", "--seed", "3", "--json", hashes="7") == first
        assert json.loads(first)["violations"] == []

    def test_plays_as_many_seeds_as_it_is_told(self) -> None:
        done = CliRunner().invoke(app, ["drill", "slow_puts", "--seeds", "2"])
        assert done.exit_code == 0, done.output
        assert "slow_puts, seed 1: all held" in done.output
        assert "slow_puts, seed 2: all held" in done.output

    def test_lists_every_drill(self) -> None:
        done = CliRunner().invoke(app, ["drill", "--list"])
        assert all(name in done.output for name in DRILLS)

    def test_refuses_what_is_no_drill(self) -> None:
        done = CliRunner().invoke(app, ["drill", "nothing"])
        assert done.exit_code == 1
        assert "There is no drill nothing" in done.output
