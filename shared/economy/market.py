"""Computes the market's fee."""

from __future__ import annotations

WHOLE = 10_000

FEE_BASIS_POINTS = 500
"""Fee of each sale in basis points: five per cent."""


def fee(price: int, basis_points: int) -> int:
    """Return the fee of a price, rounded down in favour of the seller."""
    return price * basis_points // WHOLE
