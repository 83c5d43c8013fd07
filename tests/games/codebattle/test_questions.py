"""A pack's hash names its content, and equal answers are equal however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.games.codebattle.questions import Question, content_hash
from tests.games.codebattle.battle import PACK

STORED = "4cfca39c3f0d3213a89b4d350f65f83d10d715840887c4d702dfedbd709943cb"


class TestContentHash:
    def test_is_the_same_for_the_same_pack(self) -> None:
        assert content_hash(PACK) == content_hash(list(PACK))
        assert content_hash(PACK) == STORED

    @pytest.mark.parametrize(
        "other",
        [
            PACK[:2],
            PACK[::-1],
            (replace(PACK[0], answers=("4",)), *PACK[1:]),
            (replace(PACK[0], prompt="2 + 3?"), *PACK[1:]),
            (replace(PACK[0], points=11), *PACK[1:]),
        ],
    )
    def test_differs_for_any_other(self, other: tuple[Question, ...]) -> None:
        assert content_hash(other) != content_hash(PACK)


class TestAccepts:
    @given(text=st.text(max_size=30), left=st.sampled_from(["", " ", "\t\n"]))
    def test_takes_its_own_answer_with_any_space_around(self, text: str, left: str) -> None:
        assert Question("q", "?", (text,)).accepts(left + text + left)

    def test_works_its_key_out_once(self) -> None:
        question = Question("q", "?", ("Paris",))
        assert question.accepted is question.accepted
        assert content_hash([question]) == content_hash([Question("q", "?", ("Paris",))])
