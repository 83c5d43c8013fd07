"""Runs the ports' suites on LocalStack, without a licence or containers: `make test-localstack`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

_PYTHON = Path(".rumpus/localstack/bin/python").absolute()
_SUITES = (
    "archive",
    "fact_stream",
    "failed_records",
    "queues",
    "rotating_secret",
    "stored_password",
)
_START_SECONDS = 120


def main(arguments: list[str]) -> int:
    """Start LocalStack on a free port, run the suites, and end it; return pytest's status."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    url = f"http://{address}"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "HOME": folder,
            "FILESYSTEM_ROOT": folder,
            "GATEWAY_LISTEN": address,
            "DISABLE_EVENTS": "1",
            "SKIP_SSL_CERT_DOWNLOAD": "1",
        }
        # In another folder, as this repository has a package of the same name.
        server = subprocess.Popen(  # noqa: S603 - locked
            [_PYTHON, "-m", "localstack.runtime.main"], env=environment, cwd=folder
        )
        try:
            _wait_for(f"{url}/_localstack/health", server)
            suites = [f"tests/ports/test_{name}.py" for name in _SUITES]
            return subprocess.run(  # noqa: S603 - our own tests
                [sys.executable, "-m", "pytest", *suites, *arguments],
                env=os.environ | {"RUMPUS_TEST_LOCALSTACK": url},
                check=False,
            ).returncode
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("LocalStack does not start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
