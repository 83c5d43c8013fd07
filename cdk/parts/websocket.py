"""The WebSocket API: a ticket admits a player, and a route's function answers its frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from aws_cdk import Aws, CfnElement, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from cdk.config import Config
from cdk.parts.access_log import log_access
from cdk.parts.functions import WorkloadFunction
from cdk.parts.resource_refs import ResourceRefs
from shared.workload_kinds import Authorizer, WebSocket

_STAGE = "live"
_TICKET = "route.request.querystring.ticket"


class WebSocketPart(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "WebSocket")
        self._config = config
        self.api = gateway.WebSocketApi(
            self,
            "Api",
            api_name=config.named("ws"),
            route_selection_expression="$request.body.type",
            ip_address_type=None if config.emulated else gateway.IpAddressType.DUAL_STACK,
        )
        self.stage = gateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self.api,
            stage_name=_STAGE,
            auto_deploy=True,
            throttle=gateway.ThrottleSettings(
                rate_limit=config.requests_per_second, burst_limit=config.burst
            ),
        )
        if not config.emulated:
            log_access(self, self.stage, config, "ws", "$context.eventType")

    def connect(self, functions: Mapping[str, WorkloadFunction]) -> None:
        """Connect each route to its function; only `$connect` uses the authorizer."""
        authorizer = next(
            WebSocketLambdaAuthorizer("Ticket", each.target, identity_source=[_TICKET])
            for each in functions.values()
            if isinstance(each.workload.trigger, Authorizer)
        )
        for function in functions.values():
            if isinstance(function.workload.trigger, WebSocket):
                trigger = function.workload.trigger
                for route in trigger.routes + trigger.silent:
                    answers = route in trigger.routes
                    self._route(route, function, authorizer, answers=answers)

    def _route(
        self,
        route: str,
        function: WorkloadFunction,
        authorizer: WebSocketLambdaAuthorizer,
        *,
        answers: bool,
    ) -> None:
        self.api.add_route(
            route,
            integration=WebSocketLambdaIntegration(f"{route}-function", function.target),
            authorizer=authorizer if route == "$connect" else None,
            # The emulator fails on it, but its launcher knows which routes answer.
            return_response=answers and not self._config.emulated,
        )

    def resources(self, endpoint: str) -> ResourceRefs:
        """Return the API's references; `endpoint` is the emulator's host:port, or empty."""
        if self._config.emulated:
            place = f"{endpoint}/_aws/execute-api/{self.api.api_id}/{_STAGE}"
            urls = (f"http://{place}", f"ws://{place}")
        else:
            place = f"{self.api.api_id}.execute-api.{Aws.REGION}.{Aws.URL_SUFFIX}/{_STAGE}"
            urls = (f"https://{place}", f"wss://{place}")
        posts = (
            f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{self.api.api_id}"
            f"/{_STAGE}/*/@connections/*"
        )
        return ResourceRefs(
            {"connections": (posts,)}, {"RUMPUS_SOCKETS_URL": urls[0], "RUMPUS_WS_URL": urls[1]}
        )

    @property
    def logical_id(self) -> str:
        """Return the API's logical id in its template."""
        return Stack.of(self).get_logical_id(cast("CfnElement", self.api.node.default_child))

    def exported(self) -> str:
        """Return the export name under which another stack knows the API."""
        stack = Stack.of(self)
        return str(stack.resolve(stack.export_value(self.api.api_id))["Fn::ImportValue"])
