"""Built pages in a private bucket, which only CloudFront serves."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from aws_cdk import CfnOutput, Duration, Fn
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from aws_cdk.aws_cloudfront_origins import HttpOrigin, S3BucketOrigin
from constructs import Construct

from cdk.config import Config
from cdk.parts.buckets import private_bucket
from shared.pages import (
    ASK_EACH_TIME,
    FOREVER,
    HASHED,
    PLAYERS,
    YEAR_SECONDS,
    content_security_policy,
)

_SETTINGS = "config.json"
"""The file that a page reads first: the URL of the API."""


_BOARDS = "v1/rooms/*/board/*"
"""Public boards, which are the same for all: the API's `Cache-Control` says for how long."""

_LONGEST = Duration.minutes(1)
"""Maximum time for which a board is cached, whatever the API says."""


class Page(Construct):
    """One page, such as `play`; `folder` holds the build, `connect` the origins it connects to.

    The players' page also serves the boards.
    """

    def __init__(
        self, scope: Construct, config: Config, folder: Path, *, api: str, connect: list[str]
    ) -> None:
        name = folder.parent.name
        super().__init__(scope, name.capitalize())
        self._name = name
        self._bucket = private_bucket(
            self,
            f"page-{name}",
            config,
            s3.LifecycleRule(noncurrent_version_expiration=Duration.days(30)),
            durable=False,
        )
        template = cast("s3.CfnBucket", self._bucket.node.default_child)
        template.override_logical_id(f"Page{name.capitalize()}")
        distribution = self._distribution(config, api, connect)
        self._put(folder, api)
        url = f"https://{distribution.distribution_domain_name}/"
        CfnOutput(self, "Url", value=url).override_logical_id(f"{name.capitalize()}Url")

    def _distribution(
        self, config: Config, api: str, connect: list[str]
    ) -> cloudfront.Distribution:
        """Make the distribution; the edge caches hashed files and boards, but no other files."""
        bucket = S3BucketOrigin.with_origin_access_control(self._bucket)
        headers = self._headers(config, [api, *connect])

        def kept(
            policy: cloudfront.ICachePolicy, origin: cloudfront.IOrigin = bucket
        ) -> cloudfront.BehaviorOptions:
            return cloudfront.BehaviorOptions(
                origin=origin,
                cache_policy=policy,
                compress=True,
                response_headers_policy=headers,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            )

        hashed = kept(cloudfront.CachePolicy.CACHING_OPTIMIZED)
        behaviors = {f"{HASHED}*": hashed}
        if self._name == PLAYERS:
            domain = Fn.select(2, Fn.split("/", api))
            behaviors[_BOARDS] = kept(self._boards(config), HttpOrigin(domain))
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=config.named(self._name),
            default_root_object="index.html",
            default_behavior=kept(cloudfront.CachePolicy.CACHING_DISABLED),
            additional_behaviors=behaviors,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_ALL,
        )

    def _boards(self, config: Config) -> cloudfront.CachePolicy:
        """Cache boards as the API says, by path and query; no token is forwarded."""
        return cloudfront.CachePolicy(
            self,
            "Boards",
            cache_policy_name=config.named(f"{self._name}-boards"),
            min_ttl=Duration.seconds(0),
            default_ttl=Duration.seconds(0),
            max_ttl=_LONGEST,
            query_string_behavior=cloudfront.CacheQueryStringBehavior.all(),
            enable_accept_encoding_brotli=True,
            enable_accept_encoding_gzip=True,
        )

    def _headers(self, config: Config, connect: list[str]) -> cloudfront.ResponseHeadersPolicy:
        """Return the headers of `shared.pages`, and HSTS."""
        security = cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=content_security_policy(connect), override=True
            ),
            strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                access_control_max_age=Duration.seconds(YEAR_SECONDS),
                include_subdomains=True,
                override=True,
            ),
            content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
            ),
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=config.named(self._name),
            security_headers_behavior=security,
        )

    def _put(self, folder: Path, api: str) -> None:
        """Upload hashed files before the files that name them; older ones stay for a while."""
        hashed = self._deployment("Hashed", FOREVER, deployment.Source.asset(str(folder / HASHED)))
        rest = deployment.Source.asset(str(folder), exclude=[f"{HASHED}**"])
        settings = deployment.Source.json_data(_SETTINGS, {"api": api})
        index = self._deployment("Index", ASK_EACH_TIME, rest, settings)
        index.node.add_dependency(hashed)

    def _deployment(
        self, name: str, kept: str, *sources: deployment.ISource
    ) -> deployment.BucketDeployment:
        return deployment.BucketDeployment(
            self,
            name,
            sources=list(sources),
            destination_bucket=self._bucket,
            destination_key_prefix=HASHED if name == "Hashed" else "",
            cache_control=[deployment.CacheControl.from_string(kept)],
            prune=False,
        )
