"""Runs Autobahn's test suite against the gateway's sockets and writes docs/conformance.md.

It ends with 1 if a case fails, and with 2 if there is no Python 2.7, which the suite needs.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import uvloop

from tools.echo_host import echoing

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".rumpus" / "conformance"
DOCUMENT = ROOT / "docs" / "conformance.md"

SUITE = "autobahntestsuite==25.10.1"
PINS = (
    SUITE,
    "autobahn==0.10.9",
    "twisted==20.3.0",
    "txaio==1.1.0",
    "Jinja2<3",
    "MarkupSafe<2",
    "werkzeug==0.16.1",
    "klein==20.6.0",
    "pyopenssl==19.1.0",
    "cryptography<3.4",
    "service_identity",
    "unittest2",
    "zope.interface<5.5",
)
"""The suite and its requirements, in the last versions that run on Python 2.7."""

GROUPS = {
    "1": "Framing",
    "2": "Pings and pongs",
    "3": "Reserved bits",
    "4": "Opcodes",
    "5": "Fragmentation",
    "6": "UTF-8",
    "7": "Closing",
    "9": "Limits and performance",
    "10": "Cutting into segments",
    "12": "Compression",
    "13": "Compression, other parameters",
}
PASSED = ("OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED")
SECONDS = 3600

type Results = dict[str, dict[str, str]]


def main() -> int:
    """Install the suite if it is missing, run it, and write its results."""
    if (python := _python()) is None:
        print("the suite needs Python 2.7, and there is none: try `pyenv install 2.7.18`")
        return 2
    _install(python)
    results = uvloop.run(_run())
    DOCUMENT.write_text(document(results))
    failed = [case for case in sorted(results) if not _passed(results[case])]
    print(f"{len(results)} cases, {len(failed)} failed {' '.join(failed)}".rstrip())
    return 1 if failed or not results else 0


def _python() -> str | None:
    installed = sorted(Path.home().glob(".pyenv/versions/2.7*/bin/python2.7"))
    return str(installed[-1]) if installed else shutil.which("python2.7")


def _install(python: str) -> None:
    """Install the suite into its own directory, without changing that Python."""
    if (HOME / "installed").exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    _call(*pip, "--target", str(HOME / "virtualenv"), "virtualenv")
    _call("env", f"PYTHONPATH={HOME / 'virtualenv'}", python, "-m", "virtualenv", str(HOME / "v"))
    _call(str(HOME / "v" / "bin" / "pip"), "install", "--quiet", *PINS)
    (HOME / "installed").touch()


def _call(*command: str) -> None:
    """Run a command, and show its output only if it fails, as pip prints irrelevant warnings."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own arguments
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


async def _run() -> Results:
    reports, spec = HOME / "reports", HOME / "spec.json"
    async with echoing() as url:
        spec.write_text(
            json.dumps(
                {
                    "outdir": str(reports),
                    "servers": [{"agent": "rumpus", "url": url}],
                    "cases": ["*"],
                    "exclude-cases": [],
                    "exclude-agent-cases": {},
                }
            )
        )
        suite = await asyncio.create_subprocess_exec(
            *(str(HOME / "v" / "bin" / "wstest"), "-m", "fuzzingclient", "-s", str(spec)),
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await asyncio.wait_for(suite.wait(), SECONDS)
        except TimeoutError:
            suite.kill()
            raise
    results: Results = json.loads((reports / "index.json").read_text())["rumpus"]
    return results


def _passed(result: dict[str, str]) -> bool:
    return result["behavior"] in PASSED and result["behaviorClose"] in PASSED


def document(results: Results) -> str:
    """Return the table of groups as Markdown."""
    lines = [
        "# Conformance",
        "",
        "The gateway's sockets against Autobahn|Testsuite, an independent suite for RFC 6455 and",
        f"RFC 7692: `{SUITE}`, all groups. `make conformance` runs it and writes this page.",
        "Declined are offers that want the host to look back less than 32 KB when it compresses.",
        "",
        "| group | cases | OK | non-strict | informational | declined | failed |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_row(f"{number} {name}", results, number) for number, name in GROUPS.items()),
        _row("all", results),
    ]
    named = [
        f"- {case}: {result['behavior'].lower()}"
        for case, result in sorted(results.items(), key=lambda each: _order(each[0]))
        if result["behavior"] not in {"OK", "UNIMPLEMENTED"}
    ]
    return (
        "\n".join([*lines, "", "Other cases that are not simply OK:", "", *(named or ["- none"])])
        + "\n"
    )


def _row(title: str, results: Results, group: str = "") -> str:
    chosen = [each for case, each in results.items() if not group or case.split(".")[0] == group]
    counts = Counter(each["behavior"] if _passed(each) else "FAILED" for each in chosen)
    figures = [len(chosen), *(counts[each] for each in (*PASSED, "FAILED"))]
    return f"| {title} | {' | '.join(map(str, figures))} |"


def _order(case: str) -> list[int]:
    return [int(part) for part in case.split(".")]


if __name__ == "__main__":
    sys.exit(main())
