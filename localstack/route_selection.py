"""Correction of MiniStack: a frame that nests too deep for its parser goes to `$default`.

Stock MiniStack closes the connection, and nothing says why. The function of `$default` refuses such
a frame by name.
"""

# ruff: noqa: SLF001 - the corrected code is inside the package

from __future__ import annotations

from ministack.services import apigateway

_select = apigateway._evaluate_route_selection


def select(expression: str, frame: str) -> str:
    """Return the key of the route that a frame takes."""
    try:
        return str(_select(expression, frame))
    except RecursionError:
        return "$default"


def correct() -> None:
    apigateway._evaluate_route_selection = select
