"""A process of visitors to a fair: told on standard input what to do, and who says what came of it.

Each line of its output is a `Heard`: a process that is killed has said what it knew.
"""

from __future__ import annotations

import sys
from functools import partial
from threading import Lock
from typing import Any

from msgspec import Struct
from msgspec.json import Decoder, encode

from shared.economy.commands import EconomyCommand
from tests.economy.bank import Bank
from tests.economy.crowd import Done, at_once
from tests.economy.market_fixture import Fair, Move


class Plan(Struct, frozen=True):
    """Where the fair is, and what each visitor does; the same name comes back with its keys."""

    url: str
    name: str
    players: list[str]
    swords: list[str]
    visits: list[list[Move]]


class Heard(Struct, frozen=True):
    key: str
    command: EconomyCommand
    results: list[dict[str, Any]] | None
    refusal: str

    def done(self) -> Done:
        return Done(self.key, self.command, self.results, self.refusal)


def visit(plan: Plan) -> None:
    writing = Lock()

    def tell(done: Done) -> None:
        line = encode(Heard(done.key, done.command, done.results, done.refusal))
        with writing:
            sys.stdout.buffer.write(line + b"\n")
            sys.stdout.flush()

    bank = Bank(plan.url, len(plan.visits))
    fair = Fair(bank, plan.players, plan.swords)
    works = [
        partial(fair.visit, moves, f"{plan.name}.{number}", tell)
        for number, moves in enumerate(plan.visits)
    ]
    at_once(works)
    bank.pool.close()


if __name__ == "__main__":
    visit(Decoder(Plan).decode(sys.stdin.buffer.read()))
