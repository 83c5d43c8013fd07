"""A page can be read in an editor and in a diff: its lines are short."""

from __future__ import annotations

from tools.prose import LONGEST, faults


class TestProse:
    def test_is_right_in_short_lines(self) -> None:
        assert not list(faults({"a.md": f"{'x' * LONGEST}\ny\n", "b.py": "x" * LONGEST * 2}))

    def test_is_told_by_line_where_it_is_too_long(self) -> None:
        told = list(faults({"a.md": f"y\n{'x' * LONGEST}x\n"}))
        assert told == [f"a.md:2: {LONGEST + 1} characters, {LONGEST} are allowed"]
