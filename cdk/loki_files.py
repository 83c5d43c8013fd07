"""What the images of Loki and Grafana are made of: the option `logs=loki`."""

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
"""That one question may have, as `rumpus logs` does."""


def zone(config: Config) -> str:
    """Return the private zone of DNS in which tasks of a stage find each other."""
    return f"{config.named('lines')}.internal"


def loki_url(config: Config) -> str:
    """Return where a stage's own processes find Loki; nothing in a stage without."""
    return f"http://{LOKI_NAME}.{zone(config)}:{LOKI_PORT}" if config.logs == "loki" else ""


def loki_files(config: Config) -> Mapping[str, str]:
    """Return the files of Loki's image; the bucket and the region are in its environment.

    Lines are written to S3 half an hour after they came, and all of them when a task is stopped:
    its disk goes with it, so there is no log of writes (WAL). One that dies takes those that it
    had not written with it, and what its index had not by then, 45 minutes at most: CloudWatch has
    them. Half of `max_chunk_age` is how far behind others a line may come (cdk/parts/sources.py).
    """
    hours = config.log_days * 24
    return {
        "Dockerfile": _filled("Loki.Dockerfile", image=LOKI),
        "loki.yaml": _filled("loki.yaml", port=LOKI_PORT, hours=hours, most_lines=MOST_LINES),
    }


def grafana_files(config: Config) -> Mapping[str, str]:
    """Return the files of Grafana's image, but for the dashboard, which cdk/grafana.py makes."""
    return {
        "Dockerfile": _filled("Grafana.Dockerfile", image=GRAFANA),
        "datasources.yaml": _filled("datasources.yaml", url=loki_url(config)),
        "dashboards.yaml": _filled("dashboards.yaml"),
    }


class _File(Template):
    """What is filled in begins with @: Loki and Grafana have $ for variables of their own."""

    delimiter = "@"


def _filled(name: str, **values: object) -> str:
    """Return a file of `cdk/loki` with values in their places."""
    return _File((FOLDER / name).read_text()).substitute(values)
