"""Decoders and converters of Structs, made before threads use them.

msgspec learns a Struct at its first use. A thread that uses it while another learns it ends the
process with a segmentation fault (seen with 0.22). So a module makes its decoders and converters as
it is imported, and `decode(…, type=…)` and `convert` with a Struct are called nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import convert
from msgspec.json import Decoder


def converter[T](kind: type[T]) -> Callable[[object], T]:
    """Return a function that converts builtins to this type; it raises ValidationError."""
    Decoder(kind)  # learns it

    def made(value: object) -> T:
        return convert(value, kind)

    return made
