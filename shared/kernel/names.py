"""Structured names: the id of a stream and the name of a channel, written and read.

A name is text wherever it is stored, sent or compared. A form says how the names of one family
look: the function that writes them is its only definition, and the parser is derived from it.
A part may be any text without the form's separator; whether there is such a battle or such a
player is not for a name to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from msgspec import Struct

PRIVATE = "private-"
"""How the name of a channel begins that is one player's alone."""


class MalformedName(ValueError):  # noqa: N818 - named for what is wrong with the value
    """A name is not of the form that it should have."""


class NameForm[N: Struct]:
    """The names of one family; `parts` is a struct with a field for each part, in order."""

    separator: ClassVar[str]
    words: ClassVar[slice]
    """Which pieces of a name are the same in all names of the family."""
    places: ClassVar[slice]
    """Which pieces are parts."""

    def __init__(self, build: Callable[..., str], parts: type[N]) -> None:
        self.form = build(*(f"{{{name}}}" for name in parts.__struct_fields__))
        pieces = self.form.split(self.separator)
        self._parts = parts
        self._length = len(pieces)
        self._words = pieces[self.words]

    def match(self, name: str) -> N | None:
        """Return the parts of a name, or None for a name of another form."""
        pieces = name.split(self.separator)
        if len(pieces) != self._length or pieces[self.words] != self._words:
            return None
        return self._parts(*pieces[self.places])

    def parse(self, name: str) -> N:
        """Return the parts of a name; raise MalformedName for a name of another form."""
        parts = self.match(name)
        if parts is None:
            raise MalformedName(f"{name} is not {self.form}")
        return parts


class StreamForm[N: Struct](NameForm[N]):
    """Ids such as `battle/{battle}/player/{username}`: a word before each part."""

    separator = "/"
    words = slice(0, None, 2)
    places = slice(1, None, 2)


class ChannelForm[N: Struct](NameForm[N]):
    """Names such as `presence-battle.{battle}`: one word before all parts."""

    separator = "."
    words = slice(0, 1)
    places = slice(1, None)


def family_of(stream: str) -> str:
    """Return the family under which the log lists a stream: its id without the last part."""
    return stream.rpartition(StreamForm.separator)[0]


def root_of(stream: str) -> str:
    """Return the id of the stream that a member's stream belongs to; of any other, itself."""
    separator = StreamForm.separator
    return separator.join(stream.split(separator, 2)[:2])


def is_private(channel: str) -> bool:
    """Whether a channel is one player's alone, by its name."""
    return channel.startswith(PRIVATE)
