"""The templates of a stage, made once for a run of the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from aws_cdk import App

from cdk.config import STAGES, Config
from cdk.rumpus import Rumpus
from shared.duties import Stage

type Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Synthesized:
    config: Config
    directory: Path
    templates: Mapping[str, Mapping[str, Any]]

    def resources(self, kind: str) -> Iterator[Mapping[str, Any]]:
        for template in self.templates.values():
            for resource in template["Resources"].values():
                if resource["Type"] == kind:
                    yield resource

    def properties(self, kind: str) -> list[Properties]:
        return [resource.get("Properties", {}) for resource in self.resources(kind)]

    def named(self, kind: str, key: str, name: str) -> Properties:
        """The one resource of a kind whose physical name is that of the stage."""
        wanted = self.config.named(name)
        (found,) = [each for each in self.properties(kind) if each.get(key) == wanted]
        return found

    def table(self, name: str) -> Properties:
        return self.named("AWS::DynamoDB::Table", "TableName", name)

    def function(self, duty: str) -> Properties:
        return self.named("AWS::Lambda::Function", "FunctionName", duty)

    def statements(self, duty: str) -> list[Mapping[str, Any]]:
        """What the role of a duty's function allows."""
        role_id = self.function(duty)["Role"]["Fn::GetAtt"][0]
        for template in self.templates.values():
            if role_id in template["Resources"]:
                role = template["Resources"][role_id]["Properties"]
                assert "ManagedPolicyArns" not in role
                (policy,) = role["Policies"]
                return cast("list[Mapping[str, Any]]", policy["PolicyDocument"]["Statement"])
        raise AssertionError(f"{duty} has no role")


def synthesize(stage: Stage, directory: Path) -> Synthesized:
    """Synthesise as the command line does; cdk-nag's errors end it."""
    layer = directory / "layer"
    (layer / "python").mkdir(parents=True)
    (layer / "python" / "something.py").touch()
    app = App(analytics_reporting=False, outdir=str(directory / "out"))
    Rumpus(app, STAGES[stage], None if STAGES[stage].emulated else layer)
    app.synth()
    templates = {
        path.name.removesuffix(".template.json"): json.loads(path.read_text())
        for path in sorted((directory / "out").glob("*.template.json"))
    }
    return Synthesized(STAGES[stage], directory / "out", templates)
