"""The entry of the CDK: `python -m cdk.app`, with the stage in the context."""

from __future__ import annotations

import sys

from aws_cdk import App

from cdk.config import Config, RefusedConfiguration
from cdk.context import NAMES, config_for
from cdk.rumpus import Rumpus
from layers.build import build


def _config(app: App) -> Config:
    given = {name: app.node.try_get_context(name) for name in NAMES}
    context = {name: str(value) for name, value in given.items() if value is not None}
    return config_for(str(app.node.try_get_context("stage") or "dev"), context)


def main() -> None:
    app = App(analytics_reporting=False)
    config = _config(app)
    Rumpus(app, config, layer=None if config.emulated else build())
    app.synth()


if __name__ == "__main__":
    try:
        main()
    except RefusedConfiguration as refusal:
        sys.exit(f"Refused: {refusal}")
