"""Makes the files of Loki's and Grafana's images, for the option `logs=loki`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from cdk.config import Config

FOLDER = Path(__file__).parent / "loki"

LOKI = "grafana/loki:3.7.3@sha256:70b9f699fc9bb868b62f1cfd4f787dfa50242f1fd92e6089787d5d7daea75fe8"
GRAFANA = (
    "grafana/grafana:13.1.0@sha256:121a7a9ece6dc10b969f1f96eed64b4f07dfac0d0b8abc070f7cb83bbde86f63"
)
LOKI_PORT = 3100
LOKI_NAME = "loki"
MOST_LINES = 10_000
"""Maximum lines of one query, as in `rumpus logs`."""


def zone(config: Config) -> str:
    """Return the private zone of DNS in which tasks of a stage find each other."""
    return f"{config.named('lines')}.internal"


def loki_url(config: Config) -> str:
    """Return Loki's URL for a stage's own processes; empty in a stage without Loki."""
    return f"http://{LOKI_NAME}.{zone(config)}:{LOKI_PORT}" if config.logs == "loki" else ""


def loki_files(config: Config) -> Mapping[str, str]:
    """Return the files of Loki's image; the bucket and the region are in its environment.

    Loki writes lines to S3 half an hour after they came, and all of them when its task is stopped.
    The task's disk is lost with it, so there is no write-ahead log: a task that dies loses the
    lines and index entries not yet written, 45 minutes at most, which CloudWatch still has. A line
    may be older than others by half of `max_chunk_age` (cdk/parts/sources.py).
    """
    hours = config.log_days * 24
    return {
        "Dockerfile": _filled("Loki.Dockerfile", image=LOKI),
        "loki.yaml": _filled("loki.yaml", port=LOKI_PORT, hours=hours, most_lines=MOST_LINES),
    }


def grafana_files(config: Config) -> Mapping[str, str]:
    """Return the files of Grafana's image, except the dashboard, which cdk/grafana.py makes."""
    return {
        "Dockerfile": _filled("Grafana.Dockerfile", image=GRAFANA),
        "datasources.yaml": _filled("datasources.yaml", url=loki_url(config)),
        "dashboards.yaml": _filled("dashboards.yaml"),
    }


class _File(Template):
    """A template whose placeholders begin with @, as Loki and Grafana use $ for their variables."""

    delimiter = "@"


def _filled(name: str, **values: object) -> str:
    """Return a file of `cdk/loki` with its placeholders filled in."""
    return _File((FOLDER / name).read_text()).substitute(values)
