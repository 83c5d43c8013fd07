"""The economy's ledger as an audit meets it, without a database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from shared.application.economy.audit_economy import Findings, Paid, Rule
from shared.application.economy.ports import EconomyUnavailable


class ScriptedLedger:
    """A ledger with as many differences as a test says, or none that can be read."""

    def __init__(self) -> None:
        self.differences = 0
        self.away = False
        self.reads = 0

    def findings(self) -> Mapping[Rule, Findings]:
        self.reads += 1
        if self.away:
            raise EconomyUnavailable
        rows = [(f"p{number} gold", 10, 9) for number in range(self.differences)]
        return {"balance_is_sum_of_entries": rows}

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        del keys
        return ()

    def rewards(self, since: datetime) -> Sequence[Paid]:
        del since
        return []
