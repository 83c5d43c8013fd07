"""Pages in an account: a private bucket each, and CloudFront before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from cdk.config import RefusedConfiguration
from cdk.context import config_for
from shared.pages import PAGES, PLAYERS
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Properties, Synthesized


def _distribution(options: Synthesized, page: str) -> Properties:
    found = (each["DistributionConfig"] for each in options.every("AWS::CloudFront::Distribution"))
    (config,) = (each for each in found if each["Comment"] == options.config.named(page))
    return cast("Properties", config)


@pytest.mark.parametrize("page", PAGES)
def test_is_shown_by_https_alone_and_compressed(options: Synthesized, page: str) -> None:
    config = _distribution(options, page)
    assert config["DefaultRootObject"] == "index.html"
    for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
        assert behavior["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behavior["Compress"] is True
        assert "ResponseHeadersPolicyId" in behavior


def test_keeps_hashed_files_a_year_and_asks_for_the_rest(options: Synthesized) -> None:
    for page in PAGES:
        assets, *_ = _distribution(options, page)["CacheBehaviors"]
        assert assets["PathPattern"] == "assets/*"
    said = {
        (each.get("DestinationBucketKeyPrefix", ""), each["SystemMetadata"]["cache-control"])
        for each in options.every("Custom::CDKBucketDeployment")
    }
    assert said == {("assets/", "public, max-age=31536000, immutable"), ("", "no-cache")}


def test_keeps_boards_at_the_edge_for_as_long_as_the_api_says(options: Synthesized) -> None:
    _, boards = _distribution(options, PLAYERS)["CacheBehaviors"]
    assert boards["PathPattern"] == "v1/rooms/*/board/*"
    origins = {each["Id"]: each for each in _distribution(options, PLAYERS)["Origins"]}
    api = origins[boards["TargetOriginId"]]
    assert "execute-api" in json.dumps(api["DomainName"])
    assert api["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    (policy,) = options.every("AWS::CloudFront::CachePolicy")
    config = policy["CachePolicyConfig"]
    assert (config["MinTTL"], config["DefaultTTL"], config["MaxTTL"]) == (0, 0, 60)
    passed = config["ParametersInCacheKeyAndForwardedToOrigin"]
    assert passed["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert passed["CookiesConfig"] == {"CookieBehavior": "none"}
    assert passed["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_puts_what_is_named_before_what_names_it(options: Synthesized) -> None:
    for resource in options.resources("Custom::CDKBucketDeployment"):
        names_others = not resource["Properties"].get("DestinationBucketKeyPrefix")
        assert (
            any("HashedCustomResource" in each for each in resource.get("DependsOn", ()))
            == names_others
        )


def test_runs_its_own_files_and_talks_to_the_stage_alone(options: Synthesized) -> None:
    policies = options.every("AWS::CloudFront::ResponseHeadersPolicy")
    assert len(policies) == len(PAGES)
    for policy in policies:
        headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31_536_000
        said = json.dumps(headers["ContentSecurityPolicy"]["ContentSecurityPolicy"])
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in said
        connect = said[said.index("connect-src") : said.index("base-uri")]
        assert connect.count("execute-api") == 2, connect
        assert connect.count("ws://") + connect.count("wss://") == 2, connect
        assert "*" not in connect


def test_stands_in_a_bucket_that_nobody_else_reads(options: Synthesized) -> None:
    buckets = [
        each
        for each in options.every("AWS::S3::Bucket")
        if "-page-" in json.dumps(each["BucketName"])
    ]
    assert len(buckets) == len(PAGES)
    assert all(all(each["PublicAccessBlockConfiguration"].values()) for each in buckets)


def test_costs_nothing_while_nobody_comes(options: Synthesized) -> None:
    pages = [each for name, each in options.templates.items() if name.endswith("-pages")]
    assert len(pages) == 1
    others = [each for each in options.templates.values() if each not in pages]
    assert idle_cost(options.templates.values()) == pytest.approx(idle_cost(others))


def test_is_there_on_demand_alone() -> None:
    assert config_for("dev", {}).pages == ()
    with pytest.raises(RefusedConfiguration, match="pages=on or off"):
        config_for("dev", {"pages": "yes"})


def test_shows_what_the_set_up_has_built() -> None:
    names = [each.parent.name for each in config_for("dev", {"pages": "on"}).pages]
    assert names == list(PAGES)


def test_is_refused_unless_it_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdk.context._BUILT", (tmp_path,))
    with pytest.raises(RefusedConfiguration, match="make setup"):
        config_for("dev", {"pages": "on"})
