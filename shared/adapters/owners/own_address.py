"""Finds the address at which other machines reach this one."""

from __future__ import annotations

import socket

_ELSEWHERE = ("192.0.2.1", 9)
"""A reserved address (RFC 5737): nothing is sent, but the system chooses the local address."""


def reached_at(address: str) -> str:
    """Return `host:port`; without a host, take this machine's address on its network."""
    host, _, port = address.rpartition(":")
    if host:
        return address
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as towards:
        towards.connect(_ELSEWHERE)
        own: str = towards.getsockname()[0]
        return f"{own}:{port}"
