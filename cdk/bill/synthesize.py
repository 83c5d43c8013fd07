"""Synthesises a stage's templates for its bill, without building a layer or deploying."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cdk.bill.stage import Stage, read_stages
from cdk.config import Config
from cdk.context import config_for
from layers.tree import ROOT

_EXAMPLE = {
    "gateway_domain": "play.example.org",
    "gateway_certificate": "arn:aws:secretsmanager:us-east-1:123456789012:secret:example-AbCdEf",
}
"""Example values, so that a stage with public servers costs what it will with a certificate."""


def synthesize(
    stage: str, context: Mapping[str, str], tell: Callable[[str], object] = lambda _: None
) -> Stage:
    """Synthesise as `cdk synth` does, and `tell` each step; raise RefusedConfiguration.

    It is done in a process group of its own, so that a terminal's Ctrl-C does not reach the CDK's
    node, which Python waits for at its end. The group ends with this call, whatever ends it.
    """
    _config(stage, context)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        asked = (stage, json.dumps(dict(context)), folder)
        with subprocess.Popen(  # noqa: S603 - this module
            (sys.executable, "-P", "-m", __name__, *asked),
            env={**os.environ, "TMPDIR": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            process_group=0,
        ) as child:
            try:
                for step in child.stdout or ():
                    tell(step.rstrip())
                if child.wait():
                    raise subprocess.CalledProcessError(child.returncode, child.args)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
        return read_stages(Path(folder) / "out")[stage]


def _config(stage: str, context: Mapping[str, str]) -> Config:
    return config_for(stage, {**(_EXAMPLE if stage == "prod" else {}), **context})


def _write_templates(config: Config, folder: Path) -> None:
    """Say each step, and write beneath `folder`."""
    _say("loading the CDK")
    os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
    from aws_cdk import App  # noqa: PLC0415 - the library takes seconds

    from cdk.rumpus import Rumpus  # noqa: PLC0415 - as above

    layer = folder / "layer"
    (layer / "python").mkdir(parents=True)
    _say("building the stacks")
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(analytics_reporting=False, outdir=str(folder / "out"), context=flags)
    Rumpus(app, config, None if config.emulated else layer)
    _say("writing the templates")
    app.synth()


def _say(step: str) -> None:
    print(step, flush=True)  # noqa: T201 - what the call above reads


if __name__ == "__main__":
    _stage, _context, _folder = sys.argv[1:]
    _write_templates(_config(_stage, json.loads(_context)), Path(_folder))
