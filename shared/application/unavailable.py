"""Something does not answer now: the one kind of failure that passes by itself."""

from __future__ import annotations


class Unavailable(Exception):  # noqa: N818 - a fact: it throttles or does not answer
    """Nothing is wrong with what was asked; whether something was written is not known.

    Every adapter raises it, or one of its subclasses, when a store or a service of AWS is away,
    throttles or does not answer in time. Whoever can wait asks again later.
    A channel that another process delivers is unavailable in the same sense.
    """
