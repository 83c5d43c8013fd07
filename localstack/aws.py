"""MiniStack with its corrections: `python -m localstack.aws WORKERS_PER_FUNCTION`."""

from __future__ import annotations

import sys

from ministack import app  # type: ignore[import-untyped] # it has no types

from localstack import kinesis_mapping, workers


def main() -> None:
    workers.correct(int(sys.argv.pop(1)))
    kinesis_mapping.correct()
    app.main()


if __name__ == "__main__":
    main()
