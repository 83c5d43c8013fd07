"""Clients that are killed in the middle of their work, and others that take it up again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.json import Decoder, encode

from localstack.folder import ROOT
from tests.economy.bank import Bank, audited, new_name
from tests.economy.crowd import CLIENTS, Done, assert_one_effect, at_once
from tests.economy.market_fixture import Fair, Move, visits
from tests.economy.server import Server
from tests.economy.visitors import Heard, Plan

PROCESSES = 2
EACH = CLIENTS // PROCESSES


@dataclass(frozen=True)
class Doomed:
    """A process that is killed once it has said so many lines, and is started again to the end."""

    plan: Plan
    lines: int

    def run(self) -> list[Done]:
        """What the last process heard; what the first did must be the same."""
        first = {each.key: each for each in self._heard(self.lines) if each.results}
        last = list(self._heard(None))
        again = {each.key: each for each in last if each.results}
        assert {key: again.get(key) for key in first} == first
        return [each.done() for each in last]

    def _heard(self, lines: int | None) -> Iterator[Heard]:
        decode = Decoder(Heard).decode
        argv = [sys.executable, "-m", "tests.economy.visitors"]
        with subprocess.Popen(  # noqa: S603 - ours
            argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(encode(self.plan))
            process.stdin.close()
            for number, line in enumerate(process.stdout, start=1):
                if number == lines:
                    process.kill()
                if line.endswith(b"\n"):
                    yield decode(line)
        assert process.returncode == 0 or lines is not None


class TestKilledClients:
    @settings(max_examples=2, database=None, phases=[Phase.generate])
    @given(
        wanted=visits(CLIENTS, most=3),
        lines=st.lists(st.integers(1, 60), min_size=PROCESSES, max_size=PROCESSES),
    )
    def test_leave_one_effect_of_each_command_whoever_takes_it_up(
        self,
        server: Server,
        database: str,
        crowd_bank: Bank,
        wanted: list[list[Move]],
        lines: list[int],
    ) -> None:
        fair = Fair.opened(crowd_bank)
        before = fair.fees()
        plans = [
            Plan(
                server.url("rumpus", database),
                new_name(),
                list(fair.names),
                list(fair.swords),
                wanted[number * EACH :][:EACH],
            )
            for number in range(PROCESSES)
        ]

        doomed = [Doomed(*each) for each in zip(plans, lines, strict=True)]
        heard = at_once([each.run for each in doomed])

        done = [each for some in heard for each in some]
        assert_one_effect(server, database, done)
        fair.assert_complete(done, fair.fees() - before)
        assert audited(server.url("rumpus", database)) == []
