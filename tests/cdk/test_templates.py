from __future__ import annotations

import json

from cfnlint.api import (
    ManualArgs,
    lint,
)

from tests.cdk.synthesized import Synthesized

# W3005: the CDK writes the dependency of a function on its role beside the reference.
_IGNORED = ["W3005"]


class TestTemplates:
    def test_are_clean_for_cfn_lint(self, account: Synthesized) -> None:
        """Those for an account: the embedded stage is deployed for real by other tests."""
        arguments = ManualArgs(regions=["us-east-1"], ignore_checks=_IGNORED)
        for name, template in account.templates.items():
            found = lint(json.dumps(template), config=arguments)
            assert not found, f"{name}: {[str(match) for match in found]}"

    def test_pass_cdk_nag(self, account: Synthesized) -> None:
        report = json.loads((account.directory / "validation-report.json").read_text())
        verdicts = {each["pluginName"]: each["conclusion"] for each in report["pluginReports"]}
        assert verdicts["AwsSolutions"] == "success"
        assert not [each["violations"] for each in report["pluginReports"] if each["violations"]]

    def test_need_no_look_into_an_account(self, stage: Synthesized) -> None:
        manifest = json.loads((stage.directory / "manifest.json").read_text())
        assert "missing" not in manifest

    def test_are_parted_by_lifetime(self, account: Synthesized) -> None:
        prefix = f"rumpus-{account.config.stage}-"
        servers = {f"{prefix}servers"} if account.config.fleets else set()
        assert set(account.templates) - servers == {
            prefix + part
            for part in ("events", "data", "network", "economy", "api", "observability")
        }

    def test_that_hold_facts_or_their_way_are_protected(self, account: Synthesized) -> None:
        manifest = json.loads((account.directory / "manifest.json").read_text())
        prefix = f"rumpus-{account.config.stage}-"
        protected = {
            name.removeprefix(prefix)
            for name, each in manifest["artifacts"].items()
            if each.get("properties", {}).get("terminationProtection")
        }
        assert protected == {"events", "data", "economy"}
