"""Each check runs for each game."""

from __future__ import annotations

import pytest

from tests.conformance.played import NOON, Played
from tests.conformance.plays import Play, plays
from tests.conformance.promises import check_events, check_view
from tests.conformance.sound import EXAMPLE, Unsound

PLAYS = plays()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "play" in metafunc.fixturenames:
        metafunc.parametrize("play", PLAYS, ids=[each.name for each in PLAYS])


@pytest.fixture
def played(play: Play) -> Played:
    """What is wrong with the example is said once, by the test that plays it."""
    try:
        return Played(play)
    except Unsound:
        pytest.skip("the example can't be played")


@pytest.fixture
def shown(played: Played) -> Played:
    """What can't be shown is said by the tests of that; players would wait for it in vain."""
    try:
        for commit in played.commits:
            check_events(played, commit)
        for stream in played.streams:
            check_view(played, stream, NOON)
    except Unsound:
        pytest.skip("the example can't be shown")
    return played


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say each thing that is to be mended once, after all the places where it showed."""
    failed = terminalreporter.getreports("failed") + terminalreporter.getreports("error")
    examples: dict[str, str] = {}
    for sentence, example in map(_sentence, failed):
        if sentence:
            examples.setdefault(sentence, example)
    if examples:
        terminalreporter.section("to be mended")
        for sentence, example in examples.items():
            terminalreporter.line(f"- {sentence}")
            if example:
                terminalreporter.line(f"  {example}")


def _sentence(report: pytest.TestReport) -> tuple[str, str]:
    """Return what is to be mended, and where it showed."""
    crash = getattr(report.longrepr, "reprcrash", None)
    first, _, rest = (crash.message if crash else "").partition("\n")
    example, _, _ = rest.partition("\n")
    return first.partition(": ")[2], example if example.startswith(EXAMPLE) else ""
