"""Runs a real `cdk deploy` of stage `local`, and completes what the emulator leaves undone."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.session import get_session

from localstack.child import Child
from localstack.folder import ROOT
from localstack.ministack import REGION, Endpoints, aws_environment
from localstack.synth import STACK

TIMEOUT_SECONDS = 120
ACCOUNT = "000000000000"
# What `cdk bootstrap` would make and this deploy uses; making it here saves starting the CDK twice.
BOOTSTRAP_BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
BOOTSTRAP_VERSION = "/cdk-bootstrap/hnb659fds/version"

type Properties = dict[str, Any]


class Account:
    """The emulated account: its clients, with the credentials that it accepts."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session = get_session()

    def client(self, service: str) -> Any:
        return self._session.create_client(
            service,
            endpoint_url=self._endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator takes any
            config=Config(
                retries={"max_attempts": 3},
                s3={"addressing_style": "path"},
                proxies={},  # it is on this machine, so ignore the environment's proxies
            ),
        )


def bootstrap(account: Account) -> None:
    account.client("s3").create_bucket(Bucket=BOOTSTRAP_BUCKET)
    account.client("ssm").put_parameter(Name=BOOTSTRAP_VERSION, Value="30", Type="String")


def deploy(run: Path, assembly: Path, urls: Endpoints) -> dict[str, str]:
    """Deploy the assembly; return the outputs of its stack."""
    outputs = run / "outputs.json"
    argv = [str(ROOT / "node_modules" / ".bin" / "cdk"), "deploy", STACK, "--app", str(assembly)]
    argv += ["--require-approval", "never", "--method", "direct", "--progress", "events"]
    argv += [
        "--outputs-file",
        str(outputs),
        "--output",
        str(run / "deploy"),
        "--no-notices",
        "--ci",
    ]
    argv += ["--parameters", f"Endpoint={urls.aws.removeprefix('http://')}"]
    argv += ["--parameters", f"ValkeyUrl={urls.valkey}"]
    argv += ["--parameters", f"DatabaseUrl={urls.database}"]
    if urls.gateway:
        argv += ["--parameters", f"GatewayUrl={urls.gateway}"]
    environment = {
        **aws_environment(urls.aws),
        "HOME": str(run / "deploy"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "DISABLE_CLI_TELEMETRY": "true",
    }
    child = Child("deploy", argv, run, environment, cwd=ROOT)
    child.start()
    child.finish(TIMEOUT_SECONDS)
    found: dict[str, str] = json.loads(outputs.read_text())[STACK]
    return found


def complete(account: Account, assembly: Path) -> None:
    """Set through the API the properties that the emulator's CloudFormation ignores."""
    template = json.loads((assembly / f"{STACK}.template.json").read_text())
    stack = account.client("cloudformation").describe_stack_resources(StackName=STACK)
    names = {
        each["LogicalResourceId"]: each["PhysicalResourceId"] for each in stack["StackResources"]
    }
    for logical, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::DynamoDB::Table":
            _complete_table(account, names[logical], properties)
        elif resource["Type"] == "AWS::S3::Bucket":
            _complete_bucket(account, names[logical], properties)
        elif resource["Type"] == "AWS::SecretsManager::Secret":
            _complete_secret(account, names[logical], properties)
        elif resource["Type"] == "AWS::ApiGatewayV2::Api":
            _complete_api(account, names[logical], properties)


def _complete_api(account: Account, api: str, properties: Properties) -> None:
    """Set CORS: the emulator keeps CloudFormation's capitals in it, but reads its own spelling."""
    if cors := properties.get("CorsConfiguration"):
        account.client("apigatewayv2").update_api(ApiId=api, CorsConfiguration=cors)


def _complete_secret(account: Account, name: str, properties: Properties) -> None:
    """Replace a secret, as the emulator puts punctuation into secrets that exclude it.

    In AWS a new secret has one value, so the emulator's is removed as the previous one.
    """
    wanted = properties.get("GenerateSecretString", {})
    if wanted.get("ExcludePunctuation"):
        value = secrets.token_hex(wanted["PasswordLength"] // 2)
        manager = account.client("secretsmanager")
        first = manager.get_secret_value(SecretId=name)["VersionId"]
        manager.put_secret_value(SecretId=name, SecretString=value)
        manager.update_secret_version_stage(
            SecretId=name, VersionStage="AWSPREVIOUS", RemoveFromVersionId=first
        )


def _complete_table(account: Account, table: str, properties: Properties) -> None:
    client = account.client("dynamodb")
    if expiry := properties.get("TimeToLiveSpecification"):
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
    if "KinesisStreamSpecification" in properties:
        stream = account.client("kinesis").describe_stream_summary(StreamName=f"{STACK}-events")
        arn = stream["StreamDescriptionSummary"]["StreamARN"]
        client.enable_kinesis_streaming_destination(TableName=table, StreamArn=arn)


def _complete_bucket(account: Account, bucket: str, properties: Properties) -> None:
    rules = properties.get("LifecycleConfiguration", {}).get("Rules", [])
    if rules:
        account.client("s3").put_bucket_lifecycle_configuration(
            Bucket=bucket,
            LifecycleConfiguration={"Rules": [_lifecycle_rule(rule) for rule in rules]},
        )


def _lifecycle_rule(rule: Properties) -> Properties:
    """Convert a rule from CloudFormation's names to those of the S3 API."""
    transitions = [
        {"StorageClass": each["StorageClass"], "Days": each["TransitionInDays"]}
        for each in rule.get("Transitions", [])
    ]
    same = ("Status", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload")
    translated = {name: rule[name] for name in same if name in rule}
    translated["Filter"] = {"Prefix": rule.get("Prefix", "")}
    if "Id" in rule:
        translated["ID"] = rule["Id"]
    if transitions:
        translated["Transitions"] = transitions
    if "ExpirationInDays" in rule:
        translated["Expiration"] = {"Days": rule["ExpirationInDays"]}
    return translated
