from __future__ import annotations

import json
import os
import subprocess
import sys

from shared.runtime.nonblocking_stdout import KEPT, Unwaiting

MANY = KEPT * 2

UNREAD = f"""
import sys
from shared.runtime.nonblocking_stdout import unwaiting_output
with unwaiting_output():
    for _ in range({MANY}):
        print("x" * 100)
    print("still there", file=sys.stderr)
"""


def _all_of(reading: int) -> str:
    with os.fdopen(reading) as pipe:
        return pipe.read()


def test_a_pipe_that_nobody_reads_holds_no_writer_up_and_loses_only_what_has_no_room() -> None:
    reading, writing = os.pipe()
    output = Unwaiting(writing)

    for number in range(MANY):
        output.write(f"{number} {'x' * 100}\n")
    lost = output.lost
    assert 0 < lost <= MANY - KEPT

    numbers: list[int] = []
    told = 0
    with os.fdopen(reading) as pipe:
        while len(numbers) < MANY - lost:
            line = pipe.readline()
            if line[0] == "{":
                told += json.loads(line).get("count", 1)
            else:
                numbers.append(int(line.split()[0]))
    output.end()
    os.close(writing)
    assert numbers[:KEPT] == list(range(KEPT))
    assert numbers == sorted(set(numbers))
    assert told == lost


def test_what_was_written_is_read_at_the_end() -> None:
    reading, writing = os.pipe()
    output = Unwaiting(writing)
    print("one", "ü", file=output, flush=True)
    output.end()
    os.close(writing)
    assert _all_of(reading) == "one ü\n"


def test_a_reader_that_went_away_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    output = Unwaiting(writing)
    output.write("to nobody\n")
    output.write("to nobody\n")
    output.end()
    os.close(writing)
    assert output.lost == 2


def test_a_process_ends_though_nobody_reads_it() -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", UNREAD], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.wait(120) == 0
        assert child.stderr is not None
        assert child.stderr.read() == b"still there\n"
