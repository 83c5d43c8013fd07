"""The HTTP API: one function, whose application knows the routes."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from cdk.config import Config
from cdk.parts.access_log import log_access
from cdk.parts.functions import DutyFunction


class HttpPart(Construct):
    def __init__(
        self, scope: Construct, config: Config, function: DutyFunction, endpoint: str
    ) -> None:
        """`endpoint` is where the emulator listens, as host:port; an account needs none."""
        super().__init__(scope, "Http")
        self.api = gateway.HttpApi(
            self,
            "Api",
            api_name=config.named("http"),
            create_default_stage=False,
            default_integration=HttpLambdaIntegration("All", function.target),
            ip_address_type=None if config.emulated else gateway.IpAddressType.DUAL_STACK,
        )
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
