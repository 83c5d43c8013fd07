"""Synthesises a stage's templates for its bill, without building a layer or deploying."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from cdk.bill.stage import Stage, read_stages

_EXAMPLE = {
    "gateway_domain": "play.example.org",
    "gateway_certificate": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example-AbCdEf",
}
"""Example values, so that a stage with public servers costs what it will with a certificate."""


def synthesize(
    stage: str, context: Mapping[str, str], tell: Callable[[str], object] = lambda _: None
) -> Stage:
    """Synthesise as `cdk synth` does, and `tell` each step; raise RefusedConfiguration."""
    tell("loading the CDK")
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
    from aws_cdk import App  # noqa: PLC0415 - the library takes seconds

    from cdk.context import config_for  # noqa: PLC0415 - as above
    from cdk.rumpus import Rumpus  # noqa: PLC0415 - as above
    from layers.tree import ROOT  # noqa: PLC0415 - as above

    example = _EXAMPLE if stage == "prod" else {}
    config = config_for(stage, {**example, **context})
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    with TemporaryDirectory() as folder:
        layer = Path(folder) / "layer"
        (layer / "python").mkdir(parents=True)
        out = str(Path(folder) / "out")
        tell("building the stacks")
        app = App(analytics_reporting=False, outdir=out, context=flags)
        Rumpus(app, config, None if config.emulated else layer)
        tell("writing the templates")
        app.synth()
        return read_stages(Path(out))[stage]
