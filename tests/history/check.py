"""Checks a history: each rule yields a sentence for whatever breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from tests.history.channels import application_sees_the_log, sockets_carry_the_log
from tests.history.commands import (
    acknowledged_is_in_the_log,
    answers_are_alike,
    everything_is_answered,
    logged_once,
)
from tests.history.endings import boards_equal_the_log, nothing_after_the_end, one_socket_a_player
from tests.history.ledger import audit_finds_nothing, money_is_conserved, one_effect_a_key
from tests.history.record import History

type Rule = Callable[[History], Iterator[str]]

RULES: Mapping[str, Rule] = {
    "acknowledged is in the log": acknowledged_is_in_the_log,
    "logged once": logged_once,
    "answers are alike": answers_are_alike,
    "everything is answered": everything_is_answered,
    "sockets carry the log": sockets_carry_the_log,
    "the application sees the log": application_sees_the_log,
    "boards equal the log": boards_equal_the_log,
    "the audit finds nothing": audit_finds_nothing,
    "money is conserved": money_is_conserved,
    "one effect a key": one_effect_a_key,
    "one socket a player": one_socket_a_player,
    "nothing after the end": nothing_after_the_end,
}


class Violation(Struct, frozen=True):
    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


def check(history: History) -> list[Violation]:
    """Return what breaks a rule, in the order of the rules; nothing for a good history."""
    return [Violation(name, what) for name, rule in RULES.items() for what in rule(history)]
