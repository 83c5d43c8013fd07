"""Deploys to and tries a LocalStack that runs in a container: `python -m localstack.container`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import typer
import yaml
from websockets.sync.client import ClientConnection, connect

from localstack import folder, state
from localstack.child import StageError
from localstack.database import prepare
from localstack.deploy import BOOTSTRAP_BUCKET, Account, bootstrap, deploy
from localstack.folder import ROOT
from localstack.ministack import Endpoints
from localstack.synth import STACK, start_synth

OUTPUTS = "container.json"
"""The deployed stage's addresses, beneath the home of the stages."""

TIMEOUT_SECONDS = 60
POLL_SECONDS = 0.2

# The name leads to LocalStack from this machine and from inside its functions' containers.
_ENDPOINT = "http://localhost.localstack.cloud:4566"
_VALKEY = "redis://valkey:6379"
_POSTGRES = "postgresql://postgres@postgres:5432/postgres"
_POSTGRES_FROM_HERE = "postgresql://postgres@127.0.0.1:5440/postgres"
_LOCK = folder.ROOT / "requirements" / "lambda.txt"

Endpoint = Annotated[str, typer.Option(envvar="AWS_ENDPOINT_URL")]

commands = typer.Typer(help="Rumpus on LocalStack, started with localstack/compose.yaml.")


def _layer(run: Path) -> Path:
    """Zip the locked packages: a function's container has none, unlike the embedded stage."""
    uv = shutil.which("uv") or str(folder.HOME / "uv" / "bin" / "uv")
    wanted = ("--require-hashes", "--only-binary", ":all:", "-r", str(_LOCK))
    platform = ("--python-platform", "x86_64-manylinux2014", "--python-version", "3.13")
    target = ("--target", str(run / "layer" / "python"))
    subprocess.run(  # noqa: S603 - our own arguments, no shell
        [uv, "pip", "install", "--quiet", *target, *platform, *wanted], check=True
    )
    return Path(shutil.make_archive(str(run / "layer"), "zip", run / "layer"))


def _give_layer(account: Account, archive: Path) -> None:
    with archive.open("rb") as content:
        account.client("s3").put_object(Bucket=BOOTSTRAP_BUCKET, Key="layer.zip", Body=content)
    client = account.client("lambda")
    layer = client.publish_layer_version(
        LayerName=f"{STACK}-dependencies",
        Content={"S3Bucket": BOOTSTRAP_BUCKET, "S3Key": "layer.zip"},
        CompatibleRuntimes=["python3.13"],
    )["LayerVersionArn"]
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            if function["FunctionName"].startswith(STACK):
                name = function["FunctionName"]
                client.update_function_configuration(FunctionName=name, Layers=[layer])
                client.get_waiter("function_updated_v2").wait(FunctionName=name)


@commands.command("deploy")
def deploy_command(
    endpoint: Endpoint = _ENDPOINT,
    valkey: str = _VALKEY,
    postgres: str = _POSTGRES,
    postgres_from_here: str = _POSTGRES_FROM_HERE,
) -> None:
    """Migrate, deploy stage `local`, give its functions their packages, and keep the outputs."""
    account = Account(endpoint)
    run, held = folder.create(folder.HOME)
    try:
        synth = start_synth(run, (), ROOT)
        archive = _layer(run)
        synth.wait()
        prepare(postgres_from_here)
        bootstrap(account)
        outputs = deploy(run, synth.assembly, Endpoints(endpoint, valkey, postgres))
        _give_layer(account, archive)
    except StageError as error:
        sys.exit(f"rumpus: {error}")
    finally:
        folder.leave(run, held)
    state.replace_json(folder.HOME / f".{OUTPUTS}", folder.HOME / OUTPUTS, outputs)
    for name in ("HttpUrl", "WebSocketUrl"):
        print(f"{name:14} {outputs[name]}")


@commands.command("smoke")
def smoke_command(endpoint: Endpoint = _ENDPOINT) -> None:
    """Create a battle, join it over a WebSocket, answer, and find the points on the board."""
    outputs = json.loads((folder.HOME / OUTPUTS).read_text())
    secrets = Account(endpoint).client("secretsmanager")
    key = secrets.get_secret_value(SecretId=f"{STACK}-operator-key")["SecretString"]
    with httpx.Client(base_url=outputs["HttpUrl"], timeout=TIMEOUT_SECONDS) as http:
        smoke(http, key)
    print("played")


def smoke(http: httpx.Client, operator_key: str) -> None:
    """Play the shortest possible battle; the exit message names the step that failed."""
    pack = yaml.safe_load((folder.ROOT / "cli" / "packs" / "demo.yaml").read_text())
    question = pack["questions"][0]
    now = datetime.now(UTC)  # noqa: TID251 - an operator's clock
    battle = f"smoke-{uuid.uuid4().hex[:8]}"
    plan = {
        **pack,
        "type": "codebattle.schedule",
        "id": "schedule",
        "room": battle,
        "starts_at": (now - timedelta(seconds=1)).isoformat(),
        "ends_at": (now + timedelta(minutes=5)).isoformat(),
    }
    operator = {"Authorization": f"Operator {operator_key}"}
    http.post("/v1/commands", json=plan, headers=operator).raise_for_status()
    guest = http.post("/v1/guests", json={"username": battle}).raise_for_status().json()
    player = {"Authorization": f"Bearer {guest['token']}"}
    ticket = http.post("/v1/tickets", headers=player).raise_for_status().json()
    answer = {"question": question["id"], "answer": question["answers"][0]}
    with connect(
        f"{ticket['url']}?ticket={ticket['ticket']}", proxy=None, open_timeout=TIMEOUT_SECONDS
    ) as socket:
        _ask(socket, {"type": "codebattle.join", "room": battle})
        _ask(socket, {"type": "codebattle.answer", "room": battle, **answer})
    wanted = [question["points"]]
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while (seen := _points(http, battle)) != wanted:
        if time.monotonic() > deadline:
            sys.exit(f"the board shows {seen}, not {wanted}")
        time.sleep(POLL_SECONDS)


def _ask(socket: ClientConnection, frame: dict[str, str]) -> None:
    wanted = uuid.uuid4().hex
    socket.send(json.dumps({"id": wanted, **frame}))
    while (reply := json.loads(socket.recv(TIMEOUT_SECONDS))).get("id") != wanted:
        continue
    if reply["type"] != "done":
        sys.exit(f"{frame['type']} was answered with {reply}")


def _points(http: httpx.Client, battle: str) -> list[int]:
    top = http.get(f"/v1/rooms/codebattle/{battle}/board/top").raise_for_status().json()
    return [row["points"] for row in top["entries"]]


if __name__ == "__main__":
    commands()
