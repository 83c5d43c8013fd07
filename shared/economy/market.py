"""What the market takes of a price."""

from __future__ import annotations

WHOLE = 10_000

FEE_BASIS_POINTS = 500
"""The fee of each sale: five per cent."""


def fee(price: int, basis_points: int) -> int:
    """Hundredths of a per cent of the price, rounded down: the seller has the odd unit."""
    return price * basis_points // WHOLE
