"""Runs one gateway process besides the deployed functions, as the second home of sockets."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterable
from pathlib import Path

from localstack.child import Child
from localstack.deploy import Account
from localstack.ministack import aws_environment
from localstack.ports import HOST, Ports
from localstack.synth import STACK

WORKLOADS = ("connect", "message", "economy_message", "leaderboard", "http")
"""Workloads that the gateway carries out; `http` has the secret that signs players' tokens."""


def gateway(run: Path, code: Path) -> Child:
    """Return the gateway, to be started after `configure`, as the deploy decides its settings."""
    return Child("gateway", [sys.executable, "-m", "functions.ws.gateway"], run, cwd=code)


def configure(child: Child, account: Account, aws_endpoint: str, ports: Ports) -> None:
    """Set the environment that the deploy gave to the functions of the gateway's workloads."""
    child.environment = {
        **aws_environment(aws_endpoint),
        **deployed_environment(account, WORKLOADS),
        "RUMPUS_WORKLOAD": "gateway",
        "RUMPUS_GATEWAY_ADDRESS": HOST,
        "RUMPUS_GATEWAY_PORT": str(ports.gateway),
        "RUMPUS_GATEWAY_PROCESSES": "1",
    }


def deployed_environment(account: Account, workloads: Iterable[str]) -> dict[str, str]:
    """Return the environment that the deploy gave to the functions of some workloads."""
    functions = account.client("lambda")
    told: dict[str, str] = {}
    for workload in workloads:
        found = functions.get_function_configuration(FunctionName=f"{STACK}-{workload}")
        told |= found["Environment"]["Variables"]
    return {name: value for name, value in told.items() if name.startswith("RUMPUS_")}


def answers(port: int) -> bool:
    """Return whether the gateway serves; its health check asks the log."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/ws")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
