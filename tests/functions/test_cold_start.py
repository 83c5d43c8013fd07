"""What a function does not import, so that it starts soon."""

from __future__ import annotations

import subprocess
import sys

import pytest

GAMES = ("shared.kernel.game", "shared.kernel.check_manifest", "shared.application.commands.load")
ANY = (
    *("random", "secrets", "pathlib", "asyncio", "botocore", "redis"),
    *("shared.kernel.check_manifest", "shared.kernel.matchmaking", "shared.kernel.rating"),
)


@pytest.mark.parametrize(
    ("function", "without"),
    [
        ("functions.queues.broadcast", (*ANY, *GAMES, "shared.kernel.facts", "hashlib")),
        ("functions.queues.broadcast", ("shared.application.letters.ports",)),
        ("functions.ws.authorize", (*ANY, *GAMES, "shared.kernel.facts", "logging")),
        ("functions.ws.message", (*ANY, "logging", "shared.application.letters")),
    ],
)
def test_a_function_imports_nothing_that_it_does_not_use(
    function: str, without: tuple[str, ...]
) -> None:
    program = f"import sys, {function}; print(*sys.modules)"
    run = subprocess.run(  # noqa: S603 - this interpreter and the program above
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = set(run.stdout.split())
    assert function in imported
    assert sorted(imported & set(without)) == []
