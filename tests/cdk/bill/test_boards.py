"""Boards in the bill: whoever shows one looks, each change has a version, and few are stored."""

from __future__ import annotations

from collections import Counter

import pytest

from cdk.bill import modelled
from cdk.bill.boards import boards
from cdk.bill.month import Month
from cdk.bill.stage import Stage
from cdk.bill.traffic import Home, Traffic
from cdk.bill.units import read_units
from shared.application.channels import values


def used(changes: float, home: Home = "functions", players: int = 100) -> Counter[str]:
    """An hour of one battle in which so many answers change its board."""
    commands = {"codebattle.answer": changes / players}
    traffic = Traffic("", players=players, hours=1, home=home, commands=commands, rooms=1)
    month = Month(Stage(()), traffic, read_units())
    return Counter({f"{each.resource} {each.rate}": each.quantity for each in boards(month)})


def test_are_those_of_the_product() -> None:
    assert (modelled.SHOWN, modelled.STORED_EVERY) == (values.SHOWN, values.STORED_EVERY)


def test_are_stored_once_in_ten_seconds() -> None:
    often, seldom = used(36_000), used(100)
    assert often["table views dynamodb.write"] == 360 * 2
    assert seldom["table views dynamodb.write"] == 100 * 2


def test_have_a_version_a_change_and_a_look_that_finds_none() -> None:
    look, version = used(1), used(1_000)
    assert version["table sockets dynamodb.read"] == 1_000 * look["table sockets dynamodb.read"]
    assert used(9_999)["table sockets dynamodb.read"] == 3_600 * look["table sockets dynamodb.read"]


def test_of_few_players_are_short() -> None:
    assert used(36_000, players=8)["table views dynamodb.write"] == 360
    assert used(36_000, players=8)["cache valkey.unit"] == pytest.approx(3_600 * 13, rel=0.1), (
        "commands count where bytes are few"
    )
