"""The economy's database: Aurora PostgreSQL, whose capacity follows the load."""

from __future__ import annotations

from typing import cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk.config import Capacity, Config
from cdk.parts.logs import log_group
from cdk.parts.network import ISOLATED, Network
from cdk.parts.resource_refs import ResourceRefs

NAME = "economy"
LOGIN = "rumpus"
OWNER = "rumpus_owner"
_PORT = 5432
# The newest version that pauses at 0 units; 13.15, 14.12, 15.7, 16.3 and later ones do.
_ENGINE = rds.DatabaseClusterEngine.aurora_postgres(
    version=rds.AuroraPostgresEngineVersion.VER_17_7
)
# The layer includes the CAs of this name: `layers/rds-ca.pem`.
_AUTHORITY = rds.CaCertificate.RDS_CA_RSA2048_G1
_TLS = "sslmode=verify-full&sslrootcert=/opt/rds-ca.pem"
# Differences from Aurora's defaults; docs/deploy.md says why, and what was left at its default.
PARAMETERS = {
    "rds.force_ssl": "1",
    "work_mem": str(32 * 1024),  # kB
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "4",
    "max_parallel_workers": "8",
    "log_min_duration_statement": "1000",  # ms
    "log_lock_waits": "1",
}


class Database(Construct):
    """RDS manages the owner's password, which only the migration reads."""

    def __init__(
        self, scope: Construct, config: Config, capacity: Capacity, network: Network
    ) -> None:
        super().__init__(scope, "Database")
        self._config = config
        self.functions_group = ec2.SecurityGroup(
            self,
            "Functions",
            vpc=network.vpc,
            description="Functions that talk to the database",
            allow_all_ipv6_outbound=True,
        )
        self.login = self._login()
        self._sleeps = not capacity.fewest
        self.cluster = self._cluster(capacity, network)

    def _login(self) -> secretsmanager.Secret:
        """Make the application's login; the migrations set its password."""
        return secretsmanager.Secret(
            self,
            "Login",
            secret_name=self._config.named("database"),
            description=f"The password of the role {LOGIN}.",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=f'{{"username": "{LOGIN}"}}',
                generate_string_key="password",
                password_length=48,
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.RETAIN if self._config.durable else RemovalPolicy.DESTROY,
        )

    def _cluster(self, capacity: Capacity, network: Network) -> rds.DatabaseCluster:
        config = self._config
        logs = log_group(self, f"/aws/rds/cluster/{config.named(NAME)}/postgresql", config)
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            cluster_identifier=config.named(NAME),
            engine=_ENGINE,
            default_database_name=LOGIN,
            credentials=rds.Credentials.from_username(OWNER),
            manage_master_user_password=True,
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=ISOLATED),
            security_groups=[self._group(network)],
            port=_PORT,
            writer=_instance("Writer"),
            readers=[_instance(f"Reader{n}", reader=True) for n in range(capacity.readers)],
            serverless_v2_min_capacity=capacity.fewest,
            serverless_v2_max_capacity=capacity.most,
            serverless_v2_auto_pause_duration=None if capacity.fewest else Duration.minutes(5),
            parameters=PARAMETERS,
            enable_data_api=True,  # the only way into the subnets for operators
            storage_encrypted=True,
            backup=rds.BackupProps(retention=Duration.days(capacity.backup_days)),
            copy_tags_to_snapshot=True,
            cloudwatch_logs_exports=["postgresql"],
            deletion_protection=config.durable,
            removal_policy=RemovalPolicy.SNAPSHOT if config.durable else RemovalPolicy.DESTROY,
        )
        cluster.node.add_dependency(logs)
        return cluster

    def _group(self, network: Network) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="PostgreSQL", allow_all_outbound=False
        )
        group.add_ingress_rule(self.functions_group, ec2.Port.tcp(_PORT), "Functions")
        if own := self._config.own_hardware:
            group.add_ingress_rule(ec2.Peer.ipv4(own), ec2.Port.tcp(_PORT), "Own hardware")
        return group

    def resources(self) -> ResourceRefs:
        place = f"{self.cluster.cluster_endpoint.hostname}:{_PORT}/{LOGIN}?{_TLS}"
        owner = cast("secretsmanager.ISecret", self.cluster.secret).secret_arn
        return ResourceRefs(
            {"database": (self.login.secret_arn,), "database/owner": (owner,)},
            {
                "RUMPUS_DATABASE_URL": f"postgresql://{LOGIN}@{place}",
                "RUMPUS_DATABASE_SECRET": self._config.named("database"),
                "RUMPUS_DATABASE_SLEEPS": "true" if self._sleeps else "false",
                "RUMPUS_OWNER_URL": f"postgresql://{OWNER}@{place}",
                "RUMPUS_OWNER_SECRET": owner,
            },
        )


def _instance(name: str, *, reader: bool = False) -> rds.IClusterInstance:
    """Return an instance; a reader scales with the writer, so that it can replace it at once."""
    return rds.ClusterInstance.serverless_v2(
        name,
        scale_with_writer=True if reader else None,
        ca_certificate=_AUTHORITY,
        auto_minor_version_upgrade=True,
    )
