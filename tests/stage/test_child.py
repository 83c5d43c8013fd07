"""A program under its guard, and what is left of it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from localstack import folder
from localstack.child import Child, StageError
from tests.stage.watch import eventually, left_of, processes_of

# A program with a child of its own that has left its group and ignores the polite signals.
FAMILY = """
import os, signal, sys
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
open("up", "w").close()
signal.pause()
"""

LAUNCHER = """
import signal, sys
from pathlib import Path
from localstack import folder
from localstack.child import Child
run, held = folder.create(Path(sys.argv[1]))
Child("family", [sys.executable, "-c", sys.argv[2]], run).start()
signal.pause()
"""


class TestChild:
    def test_is_ended_with_its_descendants_and_its_folder(self, home: Path) -> None:
        run, held = folder.create(home)
        child = Child("family", [sys.executable, "-c", FAMILY], run)
        child.start()
        child.wait_ready((child.home / "up").exists)
        assert len(processes_of(home)) == 3  # the guard and two
        child.stop()
        assert not processes_of(home)
        assert not child.home.exists()
        folder.leave(run, held)
        assert not left_of(home)

    def test_is_ended_when_its_launcher_is_killed(self, home: Path) -> None:
        launcher = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", LAUNCHER, str(home), FAMILY], cwd=folder.ROOT
        )
        assert eventually(lambda: any(home.glob("runs/*/family/up")))
        launcher.kill()
        launcher.wait()
        assert eventually(lambda: not left_of(home)), left_of(home)

    def test_is_ended_when_its_guard_is_killed(self, home: Path) -> None:
        run, held = folder.create(home)
        script = "import signal; open('up', 'w').close(); signal.pause()"
        child = Child("single", [sys.executable, "-c", script], run)
        child.start()
        child.wait_ready((child.home / "up").exists)
        guard = next(each for each in processes_of(home) if "localstack.guard" in each.cmdline())
        guard.kill()
        assert eventually(lambda: not processes_of(home)), processes_of(home)
        child.stop()
        folder.leave(run, held)
        assert not left_of(home)

    def test_that_ends_while_starting_is_named_with_its_last_words(self, home: Path) -> None:
        run, held = folder.create(home)
        child = Child("broken", [sys.executable, "-c", "raise SystemExit('no luck')"], run)
        child.start()
        with pytest.raises(StageError, match=r"(?s)broken ended while starting.*no luck"):
            child.wait_ready(lambda: False)
        child.stop()
        folder.leave(run, held)

    def test_keeps_its_folder_when_told_to(self, home: Path) -> None:
        run, held = folder.create(home)
        child = Child("family", [sys.executable, "-c", FAMILY], run, stop_signal=signal.SIGINT)
        child.start()
        child.wait_ready((child.home / "up").exists)
        child.stop(keep=True)
        assert (child.home / "up").exists()
        folder.leave(run, held)
        assert not left_of(home)


class TestFolder:
    def test_of_a_run_that_nobody_holds_is_removed_by_the_next_start(self, home: Path) -> None:
        leftover = home / "runs" / "dead"
        leftover.mkdir(parents=True)
        run, held = folder.create(home)
        other, also_held = folder.create(home)
        assert not leftover.exists()
        assert run.exists()
        assert folder.is_held(run)
        for place, descriptor in ((run, held), (other, also_held)):
            folder.leave(place, descriptor)
        assert not left_of(home)
