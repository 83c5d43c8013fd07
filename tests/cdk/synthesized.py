"""The templates of a stage, made once for a run of the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from aws_cdk import App

from cdk.config import Config
from cdk.rumpus import Rumpus
from layers.tree import ROOT

type Properties = Mapping[str, Any]
type Statement = Mapping[str, Any]

_FLAGS = json.loads((ROOT / "cdk.json").read_text())["context"]


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

    def every(self, kind: str) -> list[Properties]:
        """All of a kind of which there must be some: what is said of each is said of something."""
        found = self.properties(kind)
        assert found, f"{self.config.stage} has no {kind}"
        return found

    def named(self, kind: str, key: str, name: str) -> Properties:
        """The one resource of a kind whose physical name is that of the stage."""
        wanted = self.config.named(name)
        (found,) = [each for each in self.properties(kind) if each.get(key) == wanted]
        return found

    def id_of(self, kind: str, key: str, name: str) -> str:
        """The logical id of the one resource of a kind with that physical name."""
        wanted = self.config.named(name)
        (found,) = [
            logical
            for template in self.templates.values()
            for logical, resource in template["Resources"].items()
            if resource["Type"] == kind and resource["Properties"].get(key) == wanted
        ]
        return str(found)

    def on_table(self, name: str, statements: list[Statement]) -> set[str]:
        """What statements allow on a table; its indexes are things of their own."""
        return _allowed(statements, self.id_of("AWS::DynamoDB::Table", "TableName", name))

    def on_secret(self, name: str, statements: list[Statement]) -> set[str]:
        return _allowed(statements, self.id_of("AWS::SecretsManager::Secret", "Name", name))

    def table(self, name: str) -> Properties:
        return self.named("AWS::DynamoDB::Table", "TableName", name)

    def function(self, workload: str) -> Properties:
        return self.named("AWS::Lambda::Function", "FunctionName", workload)

    def statements(self, workload: str) -> list[Statement]:
        """What the role of a workload's function allows."""
        return self._statements(self.function(workload)["Role"]["Fn::GetAtt"][0])

    def task(self, workload: str) -> Properties:
        return self.named("AWS::ECS::TaskDefinition", "Family", workload)

    def task_statements(self, workload: str) -> list[Statement]:
        """What the role of a workload's tasks allows."""
        return self._statements(self.task(workload)["TaskRoleArn"]["Fn::GetAtt"][0])

    def _statements(self, role_id: str) -> list[Statement]:
        for template in self.templates.values():
            if role_id in template["Resources"]:
                role = template["Resources"][role_id]["Properties"]
                assert "ManagedPolicyArns" not in role
                (policy,) = role["Policies"]
                return cast("list[Statement]", policy["PolicyDocument"]["Statement"])
        raise AssertionError(f"there is no role {role_id}")


def actions(statement: Statement) -> set[str]:
    return set(_listed(statement["Action"]))


def _allowed(statements: list[Statement], thing: str) -> set[str]:
    """An ARN names the logical id of its thing; the star of DynamoDB or of secrets would too."""
    return {
        action
        for statement in statements
        if statement["Effect"] == "Allow"
        for resource in _listed(statement["Resource"])
        for action in actions(statement)
        if (resource == "*" and action.startswith(("dynamodb:", "secretsmanager:")))
        or (thing in str(resource) and "/index/" not in str(resource))
    }


def _listed(one_or_many: Any) -> list[Any]:
    return one_or_many if isinstance(one_or_many, list) else [one_or_many]


def synthesize(config: Config, directory: Path, dependency: str = "") -> Synthesized:
    """Synthesise as the command line does; cdk-nag's errors end it.

    `dependency` is the content of the only module in the layer; an emulator has one if it is said.
    """
    layer = directory / "layer"
    (layer / "python").mkdir(parents=True)
    (layer / "python" / "something.py").write_text(dependency)
    app = App(analytics_reporting=False, outdir=str(directory / "out"), context=_FLAGS)
    Rumpus(app, config, layer if dependency or not config.emulated else None)
    app.synth()
    templates = {
        path.name.removesuffix(".template.json"): json.loads(path.read_text())
        for path in sorted((directory / "out").glob("*.template.json"))
    }
    return Synthesized(config, directory / "out", templates)
