"""What commands cost in units is counted again: what became dearer or cheaper is seen here."""

from __future__ import annotations

import json

import pytest

from bench.counting import size
from bench.units import Units, units
from cdk.bill.units import FILE


def test_units_are_those_that_the_bill_counts_with() -> None:
    """After a change that is meant: `python -m bench.units`, and look at the difference.

    Bytes may move by a tenth: that is no unit more. A new game is counted when it is wanted.
    """
    known = json.loads(FILE.read_text())
    games = {what.partition(".")[0] for what in known if "." in what}
    counted = {
        what: amounts
        for what, amounts in units().items()
        if what in known or what.partition(".")[0] in games
    }
    assert _whole(counted) == _whole(known)
    for what, amounts in known.items():
        assert counted[what] == pytest.approx(amounts, rel=0.1), what


def _whole(found: Units) -> Units:
    return {
        what: {name: amount for name, amount in amounts.items() if "bytes" not in name}
        for what, amounts in found.items()
    }


def test_an_item_is_as_long_as_its_names_and_values() -> None:
    assert size({"pk": {"S": "ä"}, "sk": {"N": "12345"}, "body": {"B": b"abc"}}) == 17
