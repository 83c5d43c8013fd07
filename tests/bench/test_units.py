"""What commands cost in units is counted again: what became dearer or cheaper is seen here."""

from __future__ import annotations

import json

from bench.counting import size
from bench.units import units
from cdk.bill.units import FILE


def test_units_are_those_that_the_bill_counts_with() -> None:
    """After a change that is meant: `python -m bench.units`, and look at the difference."""
    assert units() == json.loads(FILE.read_text())


def test_an_item_is_as_long_as_its_names_and_values() -> None:
    assert size({"pk": {"S": "ä"}, "sk": {"N": "12345"}, "body": {"B": b"abc"}}) == 17
