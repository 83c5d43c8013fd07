"""Whatever a crowd does to its wallets, and however often it is cut off, no money comes or goes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from localstack.folder import ROOT
from shared.economy.commands import (
    Capture,
    EconomyCommand,
    Hold,
    Release,
    Reverse,
    Transfer,
)
from shared.economy.money import Payment
from tests.economy.bank import Bank, audited, new_name, pay
from tests.economy.crowd import (
    CLIENTS,
    Done,
    assert_one_effect,
    at_once,
    cutting_connections,
    insist,
    run_twice,
)
from tests.economy.server import Server

PLAYERS = 5
START = 50

player = st.integers(0, PLAYERS - 1)
amount = st.integers(1, 40)
move = st.one_of(
    st.tuples(st.just("pay"), player, player, amount),
    st.tuples(st.just("split"), player, player, amount),
    st.tuples(st.just("hold"), player, player, amount),
    st.tuples(st.just("undo"), player, player, amount),
)
moves = st.lists(st.lists(move, min_size=1, max_size=6), min_size=CLIENTS, max_size=CLIENTS)


def client(bank: Bank, names: Sequence[str], wanted: Sequence[tuple[Any, ...]]) -> list[Done]:
    """Carry moves out one after the other; some consist of two commands."""
    done: list[Done] = []
    for kind, first, second, units in wanted:
        one, two = names[first], names[second]
        done.append(run_twice(bank, _opening(kind, one, two, units)))
        if not done[-1].refusal and kind in ("hold", "undo"):
            done.append(run_twice(bank, _closing(kind, done[-1].results[0], units)))
    return done


def _opening(kind: str, one: str, two: str, units: int) -> EconomyCommand:
    match kind:
        case "hold":
            return Hold(one, "gold", units)
        case "split":
            return Transfer((Payment(one, two, "gold", units), Payment(two, "$fees/0", "gold", 1)))
        case _:
            return pay(one, two, units)


def _closing(kind: str, result: dict[str, Any], units: int) -> EconomyCommand:
    if kind == "undo":
        return Reverse(result["transaction"])
    if units % 2:
        return Release(result["hold"])
    return Capture(result["hold"], units // 2, "$fees/0")


DOOMED = """
import os, signal, sys
from tests.economy.bank import Bank, pay
url, ann, key = sys.argv[1:]
answer = Bank(url, connections=1).do(pay(ann, "$issuance/0", 80), key)
os.kill(os.getpid(), signal.SIGKILL)
print(answer)
"""


class TestCrowd:
    @settings(max_examples=5, database=None, phases=[Phase.generate])
    @given(wanted=moves)
    def test_conserves_money_and_gives_each_key_one_effect(
        self, server: Server, database: str, crowd_bank: Bank, wanted: list[Any]
    ) -> None:
        names = [crowd_bank.player(START) for _ in range(PLAYERS)]
        before = crowd_bank.gold("$fees/0")

        with cutting_connections(server, database):
            done = at_once([partial(client, crowd_bank, names, each) for each in wanted])

        fees = crowd_bank.gold("$fees/0") - before
        assert sum(map(crowd_bank.gold, names)) + fees == PLAYERS * START
        assert all(each.held == 0 for name in names for each in crowd_bank.accounts(name))
        assert audited(server.url("rumpus", database)) == []
        assert_one_effect(server, database, [each for some in done for each in some])


class TestRepeats:
    def test_at_once_have_one_effect(self, crowd_bank: Bank) -> None:
        ann, bob, key = crowd_bank.player(100), crowd_bank.player(), new_name()

        answers = at_once([partial(insist, crowd_bank, pay(ann, bob, 60), key)] * 16)

        assert all(each == answers[0] and not each.refusal for each in answers)
        assert crowd_bank.gold(bob) == 60

    def test_after_a_process_died_with_the_answer_tell_its_result(
        self, server: Server, database: str, crowd_bank: Bank
    ) -> None:
        """It is killed after the commit of a withdrawal, before anybody hears of it."""
        ann, key = crowd_bank.player(100), new_name()
        doomed = [sys.executable, "-c", DOOMED, server.url("rumpus", database), ann, key]
        ended = subprocess.run(doomed, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - ours
        assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, b""), ended.stderr
        assert crowd_bank.gold(ann) == 20

        told = crowd_bank.do(pay(ann, "$issuance/0", 80), key)

        assert {each["owner"]: each["balance"] for each in told["balances"]}[ann] == 20
        assert crowd_bank.gold(ann) == 20
