"""A client's half of the framing, with every liberty that a hostile one takes."""

from __future__ import annotations

from itertools import cycle, pairwise
from struct import pack

from shared.realtime.websocket import FIN, MASKED, TEXT

MASK = b"\x11\x22\x33\x44"


def sent(
    payload: bytes | str = b"",
    opcode: int = TEXT,
    *,
    fin: bool = True,
    reserved: int = 0,
    mask: bytes | None = MASK,
    width: int | None = None,
) -> bytes:
    """Return a frame; `mask=None` leaves it bare, `width` is of its length in bytes."""
    payload = payload.encode() if isinstance(payload, str) else payload
    size = len(payload)
    first = (FIN if fin else 0) | reserved << 4 | opcode
    second = MASKED if mask else 0
    match width if width is not None else 0 if size < 126 else 2 if size < 1 << 16 else 8:
        case 0:
            head = pack("!BB", first, second | size)
        case 2:
            head = pack("!BBH", first, second | 126, size)
        case _:
            head = pack("!BBQ", first, second | 127, size)
    if mask is None:
        return head + payload
    return head + mask + bytes(a ^ b for a, b in zip(payload, cycle(mask), strict=False))


def announced(size: int, opcode: int = TEXT) -> bytes:
    """Return the head of a frame whose payload never comes."""
    return pack("!BBQ", FIN | opcode, MASKED | 127, size) + MASK


def cut(data: bytes, *places: int) -> list[bytes]:
    """Return the pieces of what is cut at these places."""
    marks = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(marks)]
