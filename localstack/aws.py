"""MiniStack with its corrections: `python -m localstack.aws WORKERS_PER_FUNCTION PORT [ORIGIN …]`.

An ORIGIN may call the players' API from a browser, beside the pages of this machine.
"""

from __future__ import annotations

import sys

from ministack import app

from localstack import change_stream, kinesis_mapping, route_responses, route_selection, workers
from localstack.browsers import BrowserGuard


def main() -> None:
    workers_per_function, port, *origins = sys.argv[1:]
    del sys.argv[1:]  # the emulator parses the arguments itself
    workers.correct(int(workers_per_function))
    change_stream.correct()
    kinesis_mapping.correct()
    route_responses.correct()
    route_selection.correct()
    app.app = BrowserGuard(app.app, int(port), origins)
    app.main()


if __name__ == "__main__":
    main()
