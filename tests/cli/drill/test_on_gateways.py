"""Drills on gateways hold with the product's log, and find what goes wrong without it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from secrets import randbelow

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from cli.drill.on_gateways import (
    GATEWAY_DRILLS,
    GatewayDrill,
    MakeLog,
    as_it_is,
    report_on_gateways,
)
from cli.main import app
from cli.rehearse.decoded_log import DecodedLog
from cli.rehearse.quotas import Quotas
from shared.kernel.facts import Commit


class Unconditional(DecodedLog):
    """Puts a commit where it says, over what stands there, as a table does without a condition."""

    overwritten = 0

    def append(self, *commits: Commit) -> None:
        for each in commits:
            there = self._streams.get(each.stream, [])
            self.overwritten += len(there) >= each.position
            del there[each.position - 1 :]
        self.keep(*commits)


class Anonymous(DecodedLog):
    """Its readers don't see who gave a command."""

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        return [_anonymous(each) for each in super().latest(stream, limit)]

    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        return map(_anonymous, super().read(stream, after, limit))


def _anonymous(commit: Commit) -> Commit:
    known = commit.snapshot
    return replace(commit, by="", snapshot=known and replace(known, recent={}))


BROKEN: dict[str, MakeLog] = {
    "gateway_killed": Anonymous,
    "gateway_paused": Unconditional,
    "bus_silent": Unconditional,
}
SEEDS = range(1, 4)
"""In each of which what is broken must show."""


@pytest.mark.parametrize("name", GATEWAY_DRILLS)
class TestGatewayDrill:
    def test_holds(self, name: str) -> None:
        for seed in (1, randbelow(1_000_000)):
            found = report_on_gateways(GATEWAY_DRILLS[name], seed)
            assert not found.violations, found
            assert found.answered == found.commands > 500

    def test_finds_what_goes_wrong_without_what_protects(self, name: str) -> None:
        drill = GATEWAY_DRILLS[name]
        assert all(report_on_gateways(drill, seed, BROKEN[name]).violations for seed in SEEDS)


def overwritten(drill: GatewayDrill) -> int:
    """Return how many commits are written over without the condition of the log."""
    logs: list[Unconditional] = []

    def make(quotas: Quotas) -> Unconditional:
        logs.append(Unconditional(quotas))
        return logs[-1]

    for seed in SEEDS:
        report_on_gateways(drill, seed, make)
    return sum(each.overwritten for each in logs)


@pytest.mark.parametrize("name", ["gateway_paused", "bus_silent"])
def test_it_is_the_fault_that_makes_gateways_write_over_each_other(name: str) -> None:
    """Players meet on streams all the time, so that a few do without it."""
    drill = GATEWAY_DRILLS[name]
    calm = dataclasses.replace(drill, inject=lambda _: None, models=as_it_is)
    assert overwritten(drill) > 3 * overwritten(calm)


def test_is_played_by_its_name() -> None:
    runs = [CliRunner().invoke(app, ["drill", "gateway_killed", "--json"]) for _ in range(2)]
    assert runs[0].exit_code == 0
    assert runs[0].stdout == runs[1].stdout
    assert "gateway_killed" in CliRunner().invoke(app, ["drill", "--list"]).stdout
