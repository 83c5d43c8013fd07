"""Access logs of an API: caller, request, outcome and duration; one JSON object a line."""

from __future__ import annotations

import json
from typing import cast

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from constructs import Construct

from cdk.config import Config
from cdk.parts.logs import log_group


def log_access(
    scope: Construct,
    stage: gateway.HttpStage | gateway.WebSocketStage,
    config: Config,
    api: str,
    subject: str,
) -> None:
    name = f"/aws/apigateway/{config.named(api)}"
    group = log_group(scope, name, config)
    line = {
        "id": "$context.requestId",
        "at": "$context.requestTimeEpoch",
        "ip": "$context.identity.sourceIp",
        "what": subject,
        "status": "$context.status",
        "error": "$context.error.message",
        "integration": "$context.integrationErrorMessage",
    }
    settings = gateway.CfnStage.AccessLogSettingsProperty(
        # Without the ":*" at the end of the group's own ARN, which API Gateway refuses.
        destination_arn=Stack.of(scope).format_arn(
            service="logs",
            resource="log-group",
            resource_name=group.log_group_name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        ),
        format=json.dumps(line),
    )
    cast("gateway.CfnStage", stage.node.default_child).access_log_settings = settings
