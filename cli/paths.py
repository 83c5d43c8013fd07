"""Paths of the HTTP API, from what a person typed."""

from __future__ import annotations

from urllib.parse import quote


def path_of(*parts: str) -> str:
    """Return `/v1/` and the parts, each quoted whole: none can lead to another route.

    Dots are quoted too, or an id `..` would be taken out on the way.
    """
    return "/v1/" + "/".join(quote(part, safe="").replace(".", "%2E") for part in parts)
