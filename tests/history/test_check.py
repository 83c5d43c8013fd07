"""Each rule finds what breaks it: a checker that cannot fail shows nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.history.check import RULES, check
from tests.history.record import (
    Closed,
    Entry,
    Heard,
    History,
    Opened,
    Record,
    Sent,
    Shown,
    read,
    save,
)
from tests.history.written import (
    ANN,
    BOARD,
    BOB,
    GOOD,
    PAID,
    PAY,
    asked,
    commit,
    frame,
    listened,
    message,
    refusal,
    shown,
)


def broken(history: History) -> set[str]:
    return {each.rule for each in check(history)}


def more(*records: Record) -> History:
    return replace(GOOD, records=(*GOOD.records, *records))


def without(wanted: Record) -> History:
    kept = tuple(each for each in GOOD.records if each != wanted)
    assert len(kept) < len(GOOD.records), "the history has no such record"
    return replace(GOOD, records=kept)


def logged(**logs: Any) -> History:
    return replace(GOOD, logs=GOOD.logs | logs)


def booked(**changes: Any) -> History:
    return replace(GOOD, ledger=replace(GOOD.ledger, **changes))


LATE = replace(ANN[2], facts=({**ANN[2].facts[0], "at": "2026-03-01T13:00:00Z"},))
EARLY = asked("bob", 1, "b0", "attack", {"type": "refused", "reason": "not_joined"}, -1)
LATER = asked("bob", 1, "b0", "attack", {"type": "refused", "reason": "no_target"})
TWICE = Entry(8, "k1", "ann", -5), Entry(8, "k1", "bob", 5)
WRONG = {"size": 2, "rows": [["bob", 9], ["ann", 10]]}

BAD: list[tuple[str, str, History]] = [
    (
        "a command is done and not in the log",
        "acknowledged is in the log",
        more(*asked("ann", 2, "a9", "leave", {"type": "done"})),
    ),
    (
        "what is told is not what is logged",
        "acknowledged is in the log",
        more(*asked("ann", 2, "a4", "answer", {"type": "done", "total": 10})),
    ),
    (
        "an accepted command came to nothing",
        "acknowledged is in the log",
        more(*asked("ann", 2, "a9", "attack", {"type": "accepted"})),
    ),
    (
        "a refusal is not in the log",
        "acknowledged is in the log",
        more(*asked("bob", 1, "b9", "attack", {"type": "refused", "reason": "no_target"})),
    ),
    (
        "a refusal is logged for another reason",
        "acknowledged is in the log",
        logged(bob=(*BOB[:3], refusal(4, "b3", "no_tries_left"))),
    ),
    ("a command is logged twice", "logged once", logged(ann=(*ANN, commit(4, "a2", "X")))),
    ("a position is left out", "logged once", logged(ann=(ANN[0], *ANN[2:]))),
    ("a shot hit nobody", "logged once", logged(bob=BOB[:2])),
    (
        "a command is done and refused",
        "answers are alike",
        more(*asked("ann", 2, "a3", "attack", {"type": "refused", "reason": "no_arrows"})),
    ),
    (
        "a command is refused for two reasons",
        "answers are alike",
        more(*asked("bob", 1, "b3", "answer", {"type": "refused", "reason": "no_tries_left"})),
    ),
    (
        "a command has no answer",
        "everything is answered",
        more(Sent(2, "ann", 2, frame("codebattle.leave", "a9"))),
    ),
    (
        "an order was always put off",
        "everything is answered",
        more(
            Sent(2, "ann", 2, frame("economy", "k9", command=PAY)),
            Heard(2, "ann", 2, {"type": "error", "id": "k9", "code": "busy"}),
        ),
    ),
    (
        "a message is missing",
        "sockets carry the log",
        without(Heard(0, "bob", 1, message("bob", BOB[1]))),
    ),
    (
        "the last message is missing",
        "sockets carry the log",
        without(Heard(0, "bob", 1, message("bob", BOB[2]))),
    ),
    (
        "a message is not of the log",
        "sockets carry the log",
        more(Heard(2, "bob", 1, message("bob", commit(3, "a3", "PointLost", total=8)))),
    ),
    (
        "a message is of another epoch",
        "sockets carry the log",
        more(Heard(2, "bob", 1, message("bob", BOB[2]) | {"epoch": "f"})),
    ),
    (
        "a resume begins too late",
        "sockets carry the log",
        more(
            Opened(2, "ann", 3, "serverless"),
            Closed(2, "ann", 2),
            *listened("ann", 3, 1, 3)[:2],
            Heard(2, "ann", 3, message("ann", ANN[2])),
        ),
    ),
    ("a commit is not shown", "the application sees the log", without(shown("ann", ANN[1]))),
    ("a commit is shown twice", "the application sees the log", more(shown("ann", ANN[2]))),
    ("the last commit is not shown", "the application sees the log", without(shown("ann", ANN[2]))),
    (
        "another thing is shown",
        "the application sees the log",
        logged(bob=(*BOB[:2], replace(BOB[2], message=BOB[2].message | {"data": {}}), BOB[3])),
    ),
    (
        "a board has other points",
        "boards equal the log",
        more(Shown(2, "ann", BOARD, 5, "board", {"size": 2, "rows": [["ann", 10], ["bob", 8]]})),
    ),
    (
        "a board is out of order",
        "boards equal the log",
        more(Shown(2, "ann", BOARD, 5, "board", WRONG)),
    ),
    ("HTTP has another board", "boards equal the log", replace(GOOD, board={"ann": 10})),
    ("the audit found something", "the audit finds nothing", booked(differences=("gold",))),
    ("money is not in the ledger", "money is conserved", booked(balances={"ann": 96, "bob": 104})),
    ("money came from nowhere", "money is conserved", booked(minted=199)),
    (
        "an order is booked twice",
        "one effect a key",
        booked(entries=GOOD.ledger.entries + TWICE, balances={"ann": 90, "bob": 110}),
    ),
    (
        "an order is done and not booked",
        "one effect a key",
        booked(entries=GOOD.ledger.entries[:2]),
    ),
    (
        "an order is told two results",
        "one effect a key",
        more(Heard(2, "ann", 2, PAID | {"results": [{"transaction": "8"}]})),
    ),
    (
        "an order is refused and booked",
        "one effect a key",
        replace(
            without(Heard(0, "ann", 0, PAID)),
            records=(
                *without(Heard(0, "ann", 0, PAID)).records,
                Heard(2, "ann", 0, {"type": "refused", "id": "k1", "reason": "too_large"}),
            ),
        ),
    ),
    (
        "an order is booked otherwise",
        "one effect a key",
        booked(
            entries=tuple(replace(each, amount=2 * each.amount) for each in GOOD.ledger.entries),
            balances={"ann": 90, "bob": 110},
        ),
    ),
    ("an older socket lives on", "one socket a player", without(Closed(0, "ann", 1))),
    ("nobody is there", "one socket a player", more(Closed(2, "ann", 2))),
    ("a shot came too late", "nothing after the end", logged(ann=(*ANN[:2], LATE))),
]


class TestCheck:
    def test_finds_nothing_in_a_good_history(self) -> None:
        assert check(GOOD) == []

    @pytest.mark.parametrize(
        ("rule", "history"), [each[1:] for each in BAD], ids=[each[0] for each in BAD]
    )
    def test_names_the_rule_that_is_broken(self, rule: str, history: History) -> None:
        assert rule in broken(history)

    def test_has_a_bad_history_for_each_rule(self) -> None:
        assert {rule for _, rule, _ in BAD} == set(RULES)

    def test_lets_a_refusal_before_joining_promise_nothing(self) -> None:
        records = (*GOOD.records[:2], *EARLY, *GOOD.records[2:], *LATER)
        assert "answers are alike" not in broken(replace(GOOD, records=records))

    def test_takes_an_early_repeat_on_the_way_for_one_message(self) -> None:
        assert check(more(Heard(2, "bob", 1, message("bob", BOB[1])))) == []

    def test_says_the_same_of_a_history_that_was_saved(self, tmp_path: Path) -> None:
        for _, _, history in BAD:
            save(history, tmp_path / "history.json")
            assert check(read(tmp_path / "history.json")) == check(history)
