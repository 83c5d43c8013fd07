"""A page with the figures of a run: one file, plots drawn inline, nothing fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_report(path: Path, figures: dict[str, Any]) -> None:
    path.write_text(str(figures))
