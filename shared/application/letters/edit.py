"""Changes a dead letter's body before its redrive; the original body is kept."""

from __future__ import annotations

from datetime import datetime

from msgspec import DecodeError, Raw
from msgspec.json import decode
from msgspec.structs import replace

from shared.application.letters.index import claim, get, put
from shared.application.letters.ports import Letter, Ports

MOST_BYTES = 256 * 1024
"""Maximum bytes of an SQS message."""

TAKEN = "somebody else has this letter: try again in two minutes"


class NotEdited(Exception):  # noqa: N818 - a fact: nothing was changed
    """The letter was not edited; the text says why."""


def edit(ports: Ports, letter: Letter, body: bytes, by: str, now: datetime) -> Letter:
    """Keep a new body beside the letter's original; raise NotEdited.

    The letter is claimed meanwhile, so nobody redrives a half-edited one. A process that dies
    before the last step has changed nothing: each edit's body has a name of its own, and counts
    once the letter names it. Nor does a process change it that is so slow that another has claimed
    the letter.
    """
    _check(letter, body)
    own = claim(ports, letter, now)
    if own is None:
        raise NotEdited(TAKEN)
    own = replace(own, edited_by=by, edit=own.claims, held=None)
    ports.letter_bodies.keep(_edited(own), body)
    put(ports, own)
    found = get(ports, own.id)
    if found is None or found.edit != own.edit:
        raise NotEdited(TAKEN)
    return own


def body_of(ports: Ports, letter: Letter) -> bytes | None:
    """Return the body that the workload would be given; None once it has expired."""
    return ports.letter_bodies.get(_edited(letter) if letter.edited_by else letter.id)


def _check(letter: Letter, body: bytes) -> None:
    if letter.state != "waiting":
        raise NotEdited(f"this letter was {letter.state}")
    if letter.source != "queue":
        raise NotEdited("a record of a stream says what has happened: only messages can be edited")
    if len(body) > MOST_BYTES:
        raise NotEdited(f"a message has {MOST_BYTES} bytes at most")
    try:
        decode(body, type=Raw)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        raise NotEdited("a message is JSON") from None


def _edited(letter: Letter) -> str:
    return f"{letter.id}.edited.{letter.edit}"
