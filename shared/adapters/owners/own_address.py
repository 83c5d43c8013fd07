"""Under which address other machines reach this one."""

from __future__ import annotations

import socket

_ELSEWHERE = ("192.0.2.1", 9)
"""An address of nobody (RFC 5737): nothing is sent, but the system chooses its own side."""


def reached_at(address: str) -> str:
    """Return `host:port`; without a host it is this machine's own on its network."""
    host, _, port = address.rpartition(":")
    if host:
        return address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as towards:
        towards.connect(_ELSEWHERE)
        own: str = towards.getsockname()[0]
        return f"{own}:{port}"
