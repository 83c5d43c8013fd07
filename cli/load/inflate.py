"""Compressed messages (RFC 7692): offered to the host, and unpacked when they come.

What a player sends goes as it is, which the extension allows: its frames are small.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

NAME = "permessage-deflate"
OFFER = {"Sec-WebSocket-Extensions": f"{NAME}; client_max_window_bits"}
"""What browsers offer."""

TAIL = b"\0\0\xff\xff"
"""What a sender leaves out at the end of a message (RFC 7692, 7.2.1)."""

type Inflate = Callable[[bytes], bytes]


def agreed(extensions: str) -> Inflate | None:
    """Return what unpacks a message, by the host's answer to the offer; None if it declined."""
    name, *parameters = (each.strip() for each in extensions.split(";"))
    if name != NAME:
        return None
    if "server_no_context_takeover" in parameters:
        return lambda packed: zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed + TAIL)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    return lambda packed: inflater.decompress(packed + TAIL)
