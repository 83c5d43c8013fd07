"""The functions and the two APIs in front of them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from aws_cdk import CfnOutput, CfnResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk.triggers import Trigger
from constructs import Construct

from cdk.config import Config, living
from cdk.parts.functions import WorkloadFunction, first_party_code
from cdk.parts.http_api import HttpPart
from cdk.parts.logs import log_group
from cdk.parts.network import VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.sources import wake
from cdk.parts.websocket import WebSocketPart
from shared.workload_kinds import Workload
from shared.workloads import MIGRATION

_TRIGGER_PROVIDER = "AWSCDK.TriggerCustomResourceProviderCustomResourceProvider"


class Api(Construct):
    """`layer` is the directory of the dependencies; None if the interpreter already has them."""

    def __init__(
        self,
        scope: Construct,
        config: Config,
        *,
        resources: ResourceRefs,
        placement: VpcPlacement | None,
        layer: Path | None,
        endpoint: str,
    ) -> None:
        super().__init__(scope, "Api")
        self._config = config
        self.websocket = WebSocketPart(self, config)
        resources |= self.websocket.resources(endpoint)
        self._layers = [self._layer(layer)] if layer else []
        self.resources = resources
        self._placement = placement
        functions = Construct(self, "Functions")
        code = first_party_code(config.tree)
        self.functions = {
            workload.name: self._function(functions, workload, code)
            for workload in living(config, "lambda")
        }
        if config.database is not None:
            self._migrate_first(functions)
        self.websocket.connect(self.functions)
        self.http = HttpPart(self, config, self.functions.values(), endpoint)
        for function in self.functions.values():
            wake(function, config, resources)
        if not config.emulated and config.account_log_role:
            self._let_api_gateway_log()
        self._output(resources)

    def _function(
        self, scope: Construct, workload: Workload, code: lambda_.Code
    ) -> WorkloadFunction:
        return WorkloadFunction(
            scope,
            workload,
            self._config,
            code=code,
            layers=self._layers,
            resources=self.resources,
            placement=self._placement,
        )

    def _migrate_first(self, scope: Construct) -> None:
        """Migrate the economy's database before its workloads change; a failure ends the deploy.

        The migrations are part of the code, so a new one is a new version, which runs.
        """
        code = first_party_code(self._config.tree, "migrations")
        migration = self._function(scope, MIGRATION, code)
        Trigger(
            migration,
            "Trigger",
            handler=migration.function,
            timeout=Duration.seconds(MIGRATION.timeout_seconds),
            execute_before=[
                each for each in self.functions.values() if "economy" in each.workload.grants
            ],
        )

        self._end_logs_of_trigger(scope)

    def _end_logs_of_trigger(self, scope: Construct) -> None:
        """Limit the logs of the function by which the CDK calls ours; else they never expire."""
        provider = Stack.of(self).node.find_child(_TRIGGER_PROVIDER)
        handler = cast("CfnResource", provider.node.find_child("Handler"))
        name = f"/aws/lambda/{self._config.named('trigger')}"
        logs = log_group(Construct(scope, "trigger"), name, self._config)
        handler.add_property_override("LoggingConfig", {"LogGroup": logs.log_group_name})

    def _output(self, resources: ResourceRefs) -> None:
        outputs = {
            "WebSocketUrl": resources.values["RUMPUS_WS_URL"],
            "WebSocketApiId": self.websocket.api.api_id,
            "SocketsUrl": resources.values["RUMPUS_SOCKETS_URL"],
            "HttpUrl": self.http.url,
            "HttpApiId": self.http.api.api_id,
        }
        for name, value in outputs.items():
            CfnOutput(Stack.of(self), name, value=value)

    def _layer(self, directory: Path) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            "Dependencies",
            code=lambda_.Code.from_asset(str(directory)),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            description="The locked packages of requirements/lambda.txt",
        )

    def _let_api_gateway_log(self) -> None:
        """Set the role through which WebSocket APIs log, once for account and region."""
        role = iam.Role(
            self,
            "LogRole",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name(
                    "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
                )
            ],
        )
        role.apply_removal_policy(RemovalPolicy.RETAIN)
        account = rest.CfnAccount(self, "LogAccount", cloud_watch_role_arn=role.role_arn)
        account.apply_removal_policy(RemovalPolicy.RETAIN)
        self.websocket.stage.node.add_dependency(account)
