"""What of the operators' console is loaded before anything is looked at."""

from __future__ import annotations

import gzip
import re

from tests.web.conftest import ROOT

LARGEST = 60_000
BUILT = ROOT / "web/console/dist"


def test_a_first_load_is_small_and_of_its_own_files() -> None:
    index = (BUILT / "index.html").read_text()
    named = re.findall(r'(?:src|href)="([^"]+)"', index)
    own = [name for name in named if not name.startswith("data:")]
    assert own
    assert all(name.startswith("./assets/") for name in own), own
    files = [index.encode(), *((BUILT / name).read_bytes() for name in own)]
    assert sum(len(gzip.compress(each, mtime=0)) for each in files) <= LARGEST


def test_plots_and_pages_are_loaded_when_they_are_looked_at() -> None:
    index = (BUILT / "index.html").read_text()
    for name in ("uplot", "letters", "players", "streams"):
        assert list(BUILT.glob(f"assets/{name}-*.js"))
        assert name not in index
