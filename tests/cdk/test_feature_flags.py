"""The CDK's feature flags: each is at its recommended value, or stands here with a reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from cdk.config import STAGES
from tests.cdk.synthesized import Synthesized, synthesize

_OTHERWISE = {
    "@aws-cdk/core:defaultCrossStackReferences": (
        "strong: an export in use can't be deleted, so a consumer never reads a stale address"
    ),
    "@aws-cdk/core:explicitStackTags": (
        "off: tags of the stack reach what the CDK makes without tags, and the budget filters by it"
    ),
    "@aws-cdk/core:enableAdditionalMetadataCollection": "off: analytics are not reported at all",
}

_VERSION = "AWS::Lambda::Version"


def _effective(flag: dict[str, Any]) -> Any:
    """What holds: as configured, else as this major version of the CDK does without."""
    return flag.get("userValue", flag.get("unconfiguredBehavesLike", {}).get("v2", False))


def _versions(directory: Path, dependency: str) -> set[str]:
    """Logical ids of the published versions of one small stack, with this in its layer."""
    published = replace(STAGES["local"], architecture="arm64", snap_start=True)
    made = synthesize(published, directory, dependency)
    return {
        name
        for template in made.templates.values()
        for name, resource in template["Resources"].items()
        if resource["Type"] == _VERSION
    }


class TestFeatureFlags:
    def test_are_as_recommended_or_have_a_reason(self, local: Synthesized) -> None:
        manifest = json.loads((local.directory / "manifest.json").read_text())
        report = manifest["artifacts"]["aws-cdk-lib/feature-flag-report"]["properties"]["flags"]
        assert len(report) > len(_OTHERWISE)
        differing = {
            name for name, flag in report.items() if _effective(flag) != flag["recommendedValue"]
        }
        assert differing == set(_OTHERWISE)


class TestVersions:
    def test_are_published_anew_for_another_layer(self, tmp_path: Path) -> None:
        before, after = (_versions(tmp_path / content, content) for content in ("old", "new"))
        assert len(before) == len(after) > 1
        assert not before & after
