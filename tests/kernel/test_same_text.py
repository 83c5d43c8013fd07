"""Answers that a person would call the same are, and no others."""

from __future__ import annotations

import sys
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.same_text import normalised

TEXT = st.text(max_size=30)
FORMS: st.SearchStrategy[Literal["NFC", "NFD"]] = st.sampled_from(("NFC", "NFD"))
UNSEEN = ["\u200b", "\ufeff", "\u200e", "\u00ad", "\u2060", "\u200d", "\ufe0f", "\x00", "\u202e"]

SAME = [
    ("Straße", "STRASSE"),
    ("new  york", "New\u00a0York"),
    ("\u00e9t\u00e9", "e\u0301te\u0301"),
    (
        "\u03a0\u03a1\u039f\u03aa\u0301\u0394\u0397\u03a3",
        "\u03a0\u03c1\u03bf\u0390\u03b4\u03b7\u03c2",
    ),
    ("\u1fb3", "\u0391\u0345"),
    ("10\u00b2", "10^2"),
    ("H\u2082O", "h2o"),
    ("\u00bd", "1/2"),
    ("1\u00bd", "1 1/2"),
    ("\uff11\uff10", "10"),
    ("\u22125", "-5"),
    ("don\u2019t", "don't"),
    ("\u201cyes\u201d", '"yes"'),
    ("\ufb01n", "fin"),
]
APART = [
    ("10\u00b2", "102"),
    ("\uff11\uff10\u00b2", "102"),
    ("10\u2082", "102"),
    ("1\u00bd", "11/2"),
    ("1\u2460", "11"),
    ("x\u207b\u00b9", "x-1"),
    (
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e007f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e007f",
    ),
    ("caf\u00e9", "cafe"),
]


class TestNormalised:
    @pytest.mark.parametrize(("left", "right"), SAME)
    def test_is_one_for_what_a_person_calls_the_same(self, left: str, right: str) -> None:
        assert normalised(left) == normalised(right)

    @pytest.mark.parametrize(("left", "right"), APART)
    def test_tells_apart_what_a_person_tells_apart(self, left: str, right: str) -> None:
        assert normalised(left) != normalised(right)

    @given(left=TEXT, right=TEXT, unseen=st.sampled_from(UNSEEN))
    def test_does_not_see_what_cannot_be_seen(self, left: str, right: str, unseen: str) -> None:
        assert normalised(left + unseen + right) == normalised(left + right)

    def test_leaves_no_invisible_format_character(self) -> None:
        formats = (chr(code) for code in range(sys.maxunicode) if _is_format(chr(code)))
        assert [hex(ord(each)) for each in formats if normalised(each)] == []

    @given(text=TEXT, form=FORMS)
    def test_is_one_for_any_unicode_form(self, text: str, form: Literal["NFC", "NFD"]) -> None:
        assert normalised(unicodedata.normalize(form, text)) == normalised(text)

    @given(text=TEXT)
    def test_is_its_own_form(self, text: str) -> None:
        assert normalised(normalised(text)) == normalised(text)

    @given(text=TEXT)
    def test_is_one_for_folded_case(self, text: str) -> None:
        assert normalised(text.casefold()) == normalised(text)


def _is_format(each: str) -> bool:
    """Signs before numbers are seen, tags tell flags apart, and hieroglyphs are arranged."""
    seen = (
        "\u0600" <= each <= "\u0605" or each in "\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
    )
    tag = "\U000e0020" <= each <= "\U000e007f"
    arranged = "\U00013430" <= each <= "\U0001343f"
    return unicodedata.category(each) == "Cf" and not (seen or tag or arranged)
