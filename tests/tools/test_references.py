"""What the repository refers to is in it, so that a stranger can follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.references import faults, repository

DOCS, CODE = "docs", "shared"
CUTS = "cli/new_game/template"
SOUND = {
    "docs/sources.md": '# Rows\n\n| <a id="s4-71"></a>S4-71 | [plan](#rows) |\n\n[a]: ../a.py\n',
    f"{DOCS}/why/one.md": "## `make it` [--fast]\n```\n[no](link)\n```\n[x](../sources.md#s4-71)\n",
    f"{CUTS}/tests/test_it.py": "",
    "tutorial.md": "<!-- cut: tests/test_it.py TestIt -->\n```python\n```\n",
    "a.py": f"# S4-71, see {DOCS}/why/one.md#make-it---fast and https://host/docs/none.md\n",
}


class TestReferences:
    def test_that_lead_somewhere_are_no_faults(self) -> None:
        assert not list(faults(SOUND))

    @pytest.mark.parametrize(
        ("path", "text", "fault"),
        [
            ("a.py", f"# S4-{72}", "S4-72 is no row of docs/sources.md"),
            ("a.py", f"# why (D{7})", f"(D{7}) names no document that is here"),
            ("a.py", f"# why (D{7}, D{8})", f"(D{7}) names no document that is here"),
            ("a.py", f"# see {DOCS}/two.md", f"{DOCS}/two.md does not exist"),
            ("a.py", f"# see {DOCS}/sources.md#two", "docs/sources.md has no anchor two"),
            ("a.py", f"# see {CODE}/two.py", f"{CODE}/two.py does not exist"),
            ("b.md", "[x](docs)", ""),
            ("b.md", "[x](two.md)", "two.md does not exist"),
            (f"{DOCS}/why/b.md", "[x](sources.md)", f"{DOCS}/why/sources.md does not exist"),
            ("b.md", "[x]: two.md", "two.md does not exist"),
            ("b.md", "<!-- cut: two.py -->", f"{CUTS}/two.py does not exist"),
            ("b.md", "[x](#two)", "b.md has no anchor two"),
            ("b.md", "```\n# two\n```\n[x](#two)", "b.md has no anchor two"),
            ("b.md", "[x](a.py#two)", "a.py has no anchor two"),
        ],
    )
    def test_that_lead_nowhere_are_told(self, path: str, text: str, fault: str) -> None:
        assert list(faults(SOUND | {path: text})) == [f"{path}: {fault}"] * bool(fault)

    def test_are_looked_for_in_what_is_not_built(self, tmp_path: Path) -> None:
        for name in ("a.md", "deep/b.md", ".venv/c.md", "dist/d.md"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("text")
        (tmp_path / "picture.bin").write_bytes(b"\xff")
        assert repository(tmp_path) == {
            "a.md": "text",
            "deep/b.md": "text",
            "picture.bin": "\N{REPLACEMENT CHARACTER}",
        }
