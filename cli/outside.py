"""Text from outside, made safe to show: a stage or a file may hold anything.

A terminal obeys control characters: a title could write the clipboard, or freeze the screen.
"""

from __future__ import annotations

import unicodedata
from typing import Any

KEPT = "\n\t\u200c\u200d"
"""The breaks of a text, and the joiners that scripts and emoji need to look right."""

BYTE = 0xFF


def shown(text: str) -> str:
    r"""Return the text with each control or invisible character written out, as `\x1b`."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def shown_values(value: Any) -> Any:
    """Make all texts of a JSON value safe to show, the names of its fields too."""
    match value:
        case str():
            return shown(value)
        case dict():
            return {shown(str(name)): shown_values(each) for name, each in value.items()}
        case list():
            return [shown_values(each) for each in value]
        case _:
            return value


def json_text(value: Any) -> str:
    """Write a value as JSON that a machine reads back whole and a terminal does not obey."""
    import json  # noqa: PLC0415 - --help must not wait for it

    written = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(
        char if char == "\n" or char.isprintable() else json.dumps(char)[1:-1] for char in written
    )


def _shown(char: str) -> str:
    if char in KEPT or char.isprintable():
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    code = ord(char)
    return f"\\x{code:02x}" if code <= BYTE else f"\\u{{{code:x}}}"
