"""The HTTP API: one function for all routes except those with a workload of their own."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from cdk.config import Config
from cdk.parts.access_log import log_access
from cdk.parts.functions import WorkloadFunction
from shared.workload_kinds import Http
from shared.workloads import CROSS_ORIGIN


def _cross_origin() -> gateway.CorsPreflightOptions:
    """Return the settings by which API Gateway answers preflights without a function."""
    return gateway.CorsPreflightOptions(
        allow_origins=["*"],
        allow_methods=[gateway.CorsHttpMethod[each] for each in CROSS_ORIGIN.methods],
        allow_headers=list(CROSS_ORIGIN.request_headers),
        expose_headers=list(CROSS_ORIGIN.response_headers),
        max_age=Duration.seconds(CROSS_ORIGIN.preflight_seconds),
    )


class HttpPart(Construct):
    def __init__(
        self, scope: Construct, config: Config, functions: Iterable[WorkloadFunction], endpoint: str
    ) -> None:
        """Make the API; `endpoint` is the emulator's host:port, and empty in an account."""
        super().__init__(scope, "Http")
        found = [(each, each.workload.trigger) for each in functions]
        served = [(each, http.paths) for each, http in found if isinstance(http, Http)]
        (default,) = [each for each, paths in served if not paths]
        self.api = gateway.HttpApi(
            self,
            "Api",
            api_name=config.named("http"),
            create_default_stage=False,
            default_integration=HttpLambdaIntegration("All", default.target),
            cors_preflight=_cross_origin(),
            ip_address_type=None if config.emulated else gateway.IpAddressType.DUAL_STACK,
        )
        for function, paths in served:
            self._route(function, paths)
        self.stage = gateway.HttpStage(
            self,
            "Stage",
            http_api=self.api,
            stage_name="$default",
            auto_deploy=True,
            throttle=gateway.ThrottleSettings(
                rate_limit=config.requests_per_second, burst_limit=config.burst
            ),
        )
        stack = Stack.of(self)
        if config.emulated:
            self.url = f"http://{endpoint}/_aws/execute-api/{self.api.api_id}/$default"
        else:
            log_access(self, self.stage, config, "http", "$context.routeKey")
            self.url = f"https://{self.api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"

    def _route(self, function: WorkloadFunction, paths: Iterable[str]) -> None:
        """Add a function's routes; a route with a path has precedence over the default one."""
        integration = HttpLambdaIntegration(f"{function.workload.name}-function", function.target)
        for path in paths:
            for each in (path, f"{path}/{{proxy+}}"):
                self.api.add_routes(path=each, integration=integration)
