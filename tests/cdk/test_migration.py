from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdk.config import living
from shared.workloads import MIGRATION
from tests.cdk.synthesized import Synthesized


def _resources(stage: Synthesized) -> Mapping[str, Any]:
    found: Mapping[str, Any] = stage.templates[f"rumpus-{stage.config.stage}-api"]["Resources"]
    return found


class TestMigration:
    def test_runs_before_whoever_uses_the_database(self, account: Synthesized) -> None:
        resources = _resources(account)
        (trigger,) = [name for name, each in resources.items() if each["Type"] == "Custom::Trigger"]
        waiting = {
            each["Properties"]["FunctionName"]
            for each in resources.values()
            if each["Type"] == "AWS::Lambda::Function" and trigger in each.get("DependsOn", [])
        }
        assert waiting == {
            account.config.named(workload.name)
            for workload in living(account.config, "lambda")
            if "economy" in workload.grants
        }

    def test_runs_again_when_it_has_changed(self, account: Synthesized) -> None:
        (trigger,) = account.properties("Custom::Trigger")
        version = _resources(account)[trigger["HandlerArn"]["Ref"]]
        assert version["Type"] == "AWS::Lambda::Version"
        assert trigger["InvocationType"] == "RequestResponse"
        assert account.function("migrate")["Timeout"] == MIGRATION.timeout_seconds

    def test_brings_the_migrations_along(self, dev: Synthesized) -> None:
        packages = [
            {path.name for path in asset.iterdir()}
            for asset in dev.directory.glob("asset.*")
            if (asset / "functions").is_dir()
        ]
        assert {"functions", "rumpus", "shared", "migrations"} in packages
        assert {"functions", "rumpus", "shared"} in packages

    def test_alone_knows_the_owner(self, account: Synthesized) -> None:
        knowing = [
            function["FunctionName"]
            for function in account.properties("AWS::Lambda::Function")
            if "RUMPUS_OWNER_SECRET" in function.get("Environment", {}).get("Variables", {})
        ]
        assert knowing == [account.config.named("migrate")]
        reading = [
            role
            for role in account.properties("AWS::IAM::Role")
            if "MasterUserSecret" in str(role.get("Policies"))
        ]
        assert len(reading) == 1

    def test_is_the_launchers_in_the_local_stage(self, local: Synthesized) -> None:
        assert not local.properties("Custom::Trigger")
