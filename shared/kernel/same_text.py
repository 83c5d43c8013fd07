"""Decides when two answers are the same to a person, however they were typed or pasted."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0100-\U000e01ef]"
)
"""Control characters and default ignorables, except tags, by which alone some flags differ."""

_RAISED = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+")
_DIGIT_BESIDE = re.compile(
    r"(?<=\d)(?=[\u2080-\u2089\u00bc-\u00be\u2150-\u215f\u2189"
    r"\u2460-\u249b\u24ea\u3251-\u325f\u32b1-\u32bf])"
)
"""Where NFKC would join two numbers into another: after 10, a subscript 2, a half, a circled 2."""

_ALIKE = (
    (re.compile("[\u2018\u2019\u201b\u02bc\u2032]"), "'"),
    (re.compile("[\u201c\u201d\u201f\u2033]"), '"'),
    (re.compile("[\u2010-\u2014\u2212]"), "-"),
    (re.compile("\u2044"), "/"),
)
"""Variants of quotes, dashes and the fraction slash, each with its plain form."""


def normalised(text: str) -> str:
    """Return the canonical form of all texts that a person would call the same.

    Case, Unicode form, width, white space, invisible characters and the shape of quotes and dashes
    don't matter. A raised digit is a power (`10\u00b2` is `10^2`, not `102`).
    """
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFD", text))
        text = _DIGIT_BESIDE.sub(" ", _RAISED.sub(r"^\g<0>", text))
        text = _folded(_folded(text))
        for shape, plain in _ALIKE:
            text = shape.sub(plain, text)
    if not (text.isascii() and text.isprintable()):
        text = _UNSEEN.sub("", text)
    return " ".join(text.casefold().split())


def _folded(text: str) -> str:
    """Fold case and compose; called twice, since composing may make new capitals."""
    return unicodedata.normalize("NFKC", text.casefold())
