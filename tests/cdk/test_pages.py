"""The players' page in an account: a private bucket, and CloudFront before it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cdk.config import RefusedConfiguration
from cdk.context import config_for
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Properties, Synthesized, synthesize


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with a page; cdk-nag looks at it, too."""
    folder = tmp_path_factory.mktemp("built") / "play" / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "index-abc.js").write_text("1")
    (folder / "index.html").write_text("<!doctype html>")
    config = replace(config_for("dev", {"gateway": "on"}), pages=(folder,))
    return synthesize(config, tmp_path_factory.mktemp("paged"))


def _distribution(paged: Synthesized) -> Properties:
    (found,) = paged.every("AWS::CloudFront::Distribution")
    config: Properties = found["DistributionConfig"]
    return config


def test_is_shown_by_https_alone_and_compressed(paged: Synthesized) -> None:
    config = _distribution(paged)
    assert config["DefaultRootObject"] == "index.html"
    for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
        assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["Compress"] is True
        assert "ResponseHeadersPolicyId" in behavior


def test_keeps_hashed_files_a_year_and_asks_for_the_rest(paged: Synthesized) -> None:
    (assets,) = _distribution(paged)["CacheBehaviors"]
    assert assets["PathPattern"] == "assets/*"
    said = {
        each.get("DestinationBucketKeyPrefix", ""): each["SystemMetadata"]["cache-control"]
        for each in paged.every("Custom::CDKBucketDeployment")
    }
    assert said == {"assets/": "public, max-age=31536000, immutable", "": "no-cache"}


def test_puts_what_is_named_before_what_names_it(paged: Synthesized) -> None:
    for resource in paged.resources("Custom::CDKBucketDeployment"):
        names_others = not resource["Properties"].get("DestinationBucketKeyPrefix")
        assert (
            any("HashedCustomResource" in each for each in resource.get("DependsOn", ()))
            == names_others
        )


def test_runs_its_own_files_and_talks_to_the_stage_alone(paged: Synthesized) -> None:
    (policy,) = paged.every("AWS::CloudFront::ResponseHeadersPolicy")
    headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000
    said = json.dumps(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in said
    connect = said[said.index("connect-src") : said.index("base-uri")]
    assert connect.count("execute-api") == 2, connect
    assert connect.count("ws://") + connect.count("wss://") == 2, connect
    assert "*" not in connect


def test_stands_in_a_bucket_that_nobody_else_reads(paged: Synthesized) -> None:
    bucket = next(
        each
        for each in paged.every("AWS::S3::Bucket")
        if "page-play" in json.dumps(each["BucketName"])
    )
    assert all(bucket["PublicAccessBlockConfiguration"].values())


def test_costs_nothing_while_nobody_comes(paged: Synthesized) -> None:
    pages = [each for name, each in paged.templates.items() if name.endswith("-pages")]
    assert len(pages) == 1
    others = [each for each in paged.templates.values() if each not in pages]
    assert idle_cost(paged.templates.values()) == pytest.approx(idle_cost(others))


def test_is_there_on_demand_alone() -> None:
    assert config_for("dev", {}).pages == ()
    with pytest.raises(RefusedConfiguration, match="pages=on or off"):
        config_for("dev", {"pages": "yes"})


def test_is_refused_unless_it_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdk.context._BUILT", (tmp_path,))
    with pytest.raises(RefusedConfiguration, match="make setup"):
        config_for("dev", {"pages": "on"})
