"""MiniStack as a child: the AWS API, Lambda and API Gateway on one loopback port."""

from __future__ import annotations

import http.client
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from localstack import database
from localstack.child import Child
from localstack.ports import HOST, Ports

REGION = "us-east-1"
ACCOUNT = "000000000000"
WORKERS_PER_FUNCTION = 4
IDLE_WORKER_SECONDS = 60


@dataclass(frozen=True)
class Endpoints:
    aws: str
    valkey: str
    postgres: str  # for whoever may do all there
    gateway: str = ""

    @property
    def database(self) -> str:
        """Return the URL of the economy's database, for the login of the functions."""
        return database.url_of(self.postgres)


def endpoints(ports: Ports) -> Endpoints:
    return Endpoints(
        aws=f"http://{HOST}:{ports.aws}",
        valkey=f"redis://{HOST}:{ports.valkey}",
        postgres=f"postgresql://postgres@{HOST}:{ports.postgres}/postgres",
        gateway=f"ws://{HOST}:{ports.gateway}/ws",
    )


def aws_environment(aws_endpoint: str) -> dict[str, str]:
    """Return variables that point an SDK or the CDK at the stage, not at a developer's account."""
    return {
        "AWS_ENDPOINT_URL": aws_endpoint,
        "AWS_ENDPOINT_URL_S3": aws_endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": HOST,
        "no_proxy": HOST,
    }


def ministack(run: Path, ports: Ports, origins: Sequence[str] = ()) -> Child:
    """Return MiniStack; functions inherit its environment, which their configuration overrides.

    `origins` are the web origins that may call the players' API.
    """
    urls = endpoints(ports)
    environment = {
        **aws_environment(urls.aws),
        "GATEWAY_PORT": str(ports.aws),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "S3_DATA_DIR": str(run / "aws" / "s3"),
        "STATE_DIR": str(run / "aws" / "state"),
        "DOCKER_HOST": f"unix://{run / 'no-container-engine'}",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_WARM_TTL_SECONDS": str(IDLE_WORKER_SECONDS),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
    }
    # Its orderly end may take too long, and there is nothing to save.
    argv = [sys.executable, "-m", "localstack.aws", str(WORKERS_PER_FUNCTION), str(ports.aws)]
    argv += origins
    return Child("aws", argv, run, environment, stop_signal=signal.SIGKILL)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
