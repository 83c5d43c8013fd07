"""Whole battles over both homes, recorded and checked by the rules of `tests.history`."""

from __future__ import annotations

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Site
from tests.e2e.homes import ON_FUNCTIONS
from tests.history.battle import Plan, play
from tests.history.faults import FAULTS, Planned
from tests.history.verdict import assert_good

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]

SEED = 20261


def test_with_each_fault_once_and_an_early_end_breaks_no_rule(site: Site, stage: Stage) -> None:
    faults = tuple(Planned((name,), after=0.5, lasts=1.0) for name in FAULTS)
    assert_good(play(site, stage, Plan(SEED, acts=8, faults=faults, ends_early=True)))
