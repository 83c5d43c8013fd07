"""Lines in Loki, shown by Grafana: the option `logs=loki`.

A function (functions/lines/forward.py) pushes the lines that CloudWatch sends it. Loki is one task,
and keeps its chunks on S3. It is not reachable from outside: operators use a tunnel of Systems
Manager to Grafana, and through it to Loki, with the rights of the AWS CLI.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import Aws, Stage
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk.config import Config, Size
from cdk.grafana import dashboard
from cdk.loki_files import LOKI_NAME, LOKI_PORT, grafana_files, loki_files, zone
from cdk.parts.buckets import bucket_name, private_bucket
from cdk.parts.lone_task import LoneTask
from cdk.parts.network import VpcPlacement
from cdk.parts.subscriptions import subscribe_function

GRAFANA_SIZE = Size(256, 512)

_GRAFANA = {
    "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
    "GF_ANALYTICS_REPORTING_ENABLED": "false",
    "GF_AUTH_ANONYMOUS_ENABLED": "false",
    "GF_AWS_ALLOWED_AUTH_PROVIDERS": "default",
    "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    "GF_USERS_ALLOW_SIGN_UP": "false",
}
_METRICS = ("cloudwatch:GetMetricData", "cloudwatch:ListMetrics")
_TUNNEL = tuple(
    f"ssmmessages:{what}{kind}Channel"
    for what in ("Create", "Open")
    for kind in ("Control", "Data")
)


class Loki(Construct):
    """A bucket, Loki, Grafana, and the forwarder of lines."""

    def __init__(self, scope: Construct, config: Config, placement: VpcPlacement) -> None:
        super().__init__(scope, "Loki")
        self._config = config
        self._cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=config.named("lines"),
            vpc=placement.vpc,
            default_cloud_map_namespace=ecs.CloudMapNamespaceOptions(name=zone(config)),
        )
        bucket = private_bucket(self, "Chunks", config, durable=False, versioned=False)
        loki, grafana = self._loki(bucket), self._grafana()
        port = ec2.Port.tcp(LOKI_PORT)
        loki.group.add_ingress_rule(
            placement.security_groups["loki"], port, "Functions that push lines"
        )
        loki.group.add_ingress_rule(grafana.group, port, "Grafana")
        subscribe_function(self, config, "forward")

    def _loki(self, bucket: s3.Bucket) -> LoneTask:
        place = f"arn:{Aws.PARTITION}:s3:::{bucket_name('chunks', self._config)}"
        objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
        task = LoneTask(
            self,
            LOKI_NAME,
            self._config,
            cluster=self._cluster,
            size=self._config.loki,
            allowed=[
                iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn]),
                iam.PolicyStatement(actions=objects, resources=[f"{place}/*"]),
            ],
        )
        task.run(
            self._image(LOKI_NAME, loki_files(self._config)),
            command=["-config.file=/etc/loki/loki.yaml", "-config.expand-env=true"],
            environment={"LINES_BUCKET": bucket_name("chunks", self._config)},
        )
        return task

    def _grafana(self) -> LoneTask:
        files = {**grafana_files(self._config), "overview.json": dashboard(self._config)}
        login = secretsmanager.Secret(
            self,
            "Login",
            secret_name=self._config.named("grafana"),
            description="The password of Grafana's user admin",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                exclude_punctuation=True, password_length=32
            ),
        )
        task = LoneTask(
            self,
            "grafana",
            self._config,
            cluster=self._cluster,
            size=GRAFANA_SIZE,
            allowed=[iam.PolicyStatement(actions=[*_METRICS, *_TUNNEL], resources=["*"])],
            entered=True,
        )
        task.run(
            self._image("grafana", files),
            environment=_GRAFANA,
            secrets={"GF_SECURITY_ADMIN_PASSWORD": ecs.Secret.from_secrets_manager(login)},
        )
        return task

    def _image(self, name: str, files: Mapping[str, str]) -> ecs.ContainerImage:
        """Make an image from a pinned one and a few files, written beside the templates."""
        stage = Stage.of(self)
        assert stage is not None
        folder = Path(stage.outdir) / "lines" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text)
        image = assets.DockerImageAsset(
            self, f"{name}-image", directory=str(folder), platform=assets.Platform.LINUX_ARM64
        )
        return ecs.ContainerImage.from_docker_image_asset(image)
