"""The one error of the command line: a sentence for a person."""

from __future__ import annotations


class Failed(Exception):  # noqa: N818 - what a person reads, not what went wrong inside
    """A command can't do what was asked; the message is one sentence that says why."""
