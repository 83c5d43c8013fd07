"""The stores that must survive: log, players, archive and secrets; and two tables that need not."""

from __future__ import annotations

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from cdk.config import Config
from cdk.parts.buckets import bucket_name, private_bucket
from cdk.parts.resource_refs import ResourceRefs

_STRING = dynamodb.AttributeType.STRING
_NUMBER = dynamodb.AttributeType.NUMBER


class Data(Construct):
    """Tables as docs/data.md lists them."""

    def __init__(self, scope: Construct, config: Config, events: kinesis.IStream) -> None:
        super().__init__(scope, "Data")
        self._config = config
        self._most = config.ceiling
        self.log = self._log(events)
        self.players = self._table("players", durable=config.durable, expires=True)
        self.sockets = self._table("sockets", durable=False, expires=True)
        self._index(self.sockets, "by_connection", "connection")
        self.views = self._table("views", durable=False, expires=True)
        self._index(self.views, "by_due", "listed", "due", dynamodb.ProjectionType.ALL)
        self.hot = self._hot() if config.has_owners else {}
        self.snapshots = self._snapshots() if config.has_owners else None
        self.archive = self._archive()
        self.tokens = self._secret("Tokens", "tokens", "Signs the session tokens of players.")
        self.operator_key = self._secret(
            "OperatorKey", "operator-key", "Whoever shows it may create battles."
        )

    def _log(self, events: kinesis.IStream) -> dynamodb.Table:
        table = self._table(
            "log",
            durable=self._config.durable,
            expires=True,  # only items of games that say so expire
            sort=_NUMBER,
            stream=kinesis.Stream.from_stream_arn(self, "Events", self._stream_arn()),
        )
        self._index(table, "families", "family")
        table.node.add_dependency(events)
        return table

    def _hot(self) -> dict[str, dynamodb.Table]:
        """Make the tables of the journal, and of the owners of its slots."""
        return {
            name: self._table(
                name, durable=self._config.durable, expires=name == "journal", sort=_NUMBER
            )
            for name in ("journal", "slots")
        }

    def _snapshots(self) -> s3.Bucket:
        """Make the bucket of owners' snapshots, rewritten every ten seconds and so reproducible."""
        rule = s3.LifecycleRule(
            id="expiry",
            expiration=Duration.days(7),
            abort_incomplete_multipart_upload_after=Duration.days(1),
        )
        return private_bucket(self, "Snapshots", self._config, rule, durable=False, versioned=False)

    def _stream_arn(self) -> str:
        # By name, not by reference: an export would tie the stream's lifetime to the log's.
        return Stack.of(self).format_arn(
            service="kinesis", resource="stream", resource_name=self._config.named("events")
        )

    def _table(
        self,
        name: str,
        *,
        durable: bool,
        expires: bool = False,
        sort: dynamodb.AttributeType = _STRING,
        stream: kinesis.IStream | None = None,
    ) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            name.capitalize(),
            table_name=self._config.named(name),
            partition_key=dynamodb.Attribute(name="pk", type=_STRING),
            sort_key=dynamodb.Attribute(name="sk", type=sort),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.DEFAULT,  # DynamoDB's own key, free of charge
            time_to_live_attribute="expires" if expires else None,
            kinesis_stream=stream,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=durable
            ),
            deletion_protection=durable,
            removal_policy=RemovalPolicy.RETAIN if durable else RemovalPolicy.DESTROY,
            max_read_request_units=self._most.reads,
            max_write_request_units=self._most.writes,
        )

    def _index(
        self,
        table: dynamodb.Table,
        name: str,
        key: str,
        order: str = "pk",
        projection: dynamodb.ProjectionType = dynamodb.ProjectionType.KEYS_ONLY,
    ) -> None:
        table.add_global_secondary_index(
            index_name=name,
            partition_key=dynamodb.Attribute(name=key, type=_STRING),
            sort_key=dynamodb.Attribute(name=order, type=_STRING),
            projection_type=projection,
            max_read_request_units=self._most.reads,
            max_write_request_units=self._most.writes,
        )

    def _archive(self) -> s3.Bucket:
        """Make the archive: 30 days in Standard, 60 in Standard-IA, then in Glacier IR.

        Players stay in Standard: other classes bill an object of 2 KB as 128 KB, and moving it
        costs more than keeping it for years. A player's old versions expire after 30 days.
        """
        rules = [
            s3.LifecycleRule(
                id="tiers",
                prefix="trades/",
                transitions=_tiers(),
                noncurrent_version_expiration=Duration.days(90),
                abort_incomplete_multipart_upload_after=Duration.days(7),
            ),
            s3.LifecycleRule(
                id="segments",
                prefix="segments/",
                transitions=_tiers(),
                noncurrent_version_expiration=Duration.days(1),  # the same content, written twice
                abort_incomplete_multipart_upload_after=Duration.days(1),
            ),
            s3.LifecycleRule(
                id="players",
                prefix="players/",
                noncurrent_version_expiration=Duration.days(30),
                expired_object_delete_marker=True,
            ),
        ]
        return private_bucket(self, "Archive", self._config, *rules, durable=self._config.durable)

    def _secret(self, logical: str, name: str, description: str) -> secretsmanager.Secret:
        kept = self._config.durable
        return secretsmanager.Secret(
            self,
            logical,
            secret_name=self._config.named(name),
            description=description,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.RETAIN if kept else RemovalPolicy.DESTROY,
        )

    def resources(self) -> ResourceRefs:
        return self._of_tables() | self._of_snapshots() | self._of_archive() | self._of_secrets()

    def _of_tables(self) -> ResourceRefs:
        tables = {
            "log": self.log,
            "players": self.players,
            "sockets": self.sockets,
            "views": self.views,
            **self.hot,
        }
        arns: dict[str, tuple[str, ...]] = {
            "journal": (),
            "slots": (),
            **{name: (table.table_arn,) for name, table in tables.items()},
            "log/families": (f"{self.log.table_arn}/index/families",),
            "sockets/by_connection": (f"{self.sockets.table_arn}/index/by_connection",),
            "views/by_due": (f"{self.views.table_arn}/index/by_due",),
        }
        values = {
            f"RUMPUS_{name.upper()}_TABLE": table.table_name for name, table in tables.items()
        }
        values = {"RUMPUS_SLOTS_TABLE": "", "RUMPUS_JOURNAL_TABLE": ""} | values
        return ResourceRefs(arns, values)

    def _of_snapshots(self) -> ResourceRefs:
        if self.snapshots is None:
            return ResourceRefs({"snapshots": (), "snapshots/objects": ()}, {})
        return ResourceRefs(
            {
                "snapshots": (self.snapshots.bucket_arn,),
                "snapshots/objects": (f"{self._bucket_arn('Snapshots')}/*",),
            },
            {"RUMPUS_SNAPSHOTS_BUCKET": self.snapshots.bucket_name},
        )

    def _of_archive(self) -> ResourceRefs:
        archive = self._bucket_arn("Archive")
        return ResourceRefs(
            {
                "archive": (archive,),
                "archive/objects": (f"{archive}/trades/*",),
                "archive/segments": (f"{archive}/segments/*",),
                "archive/players": (f"{archive}/players/*",),
            },
            {"RUMPUS_ARCHIVE_BUCKET": self.archive.bucket_name},
        )

    def _bucket_arn(self, name: str) -> str:
        return f"arn:{Aws.PARTITION}:s3:::{bucket_name(name, self._config)}"

    def _of_secrets(self) -> ResourceRefs:
        return ResourceRefs(
            {
                "tokens": (self.tokens.secret_arn,),
                "operator_key": (self.operator_key.secret_arn,),
                "otlp": tuple(filter(None, [self._config.otlp.secret])),
            },
            {
                "RUMPUS_TOKEN_SECRET": self._config.named("tokens"),
                "RUMPUS_OPERATOR_KEY": self._config.named("operator-key"),
                "RUMPUS_OIDC_ISSUERS": self._config.oidc_issuers,
                "RUMPUS_OPERATOR_ISSUERS": self._config.operator_issuers,
            },
        )


def _tiers() -> list[s3.Transition]:
    return [
        s3.Transition(
            storage_class=s3.StorageClass.INFREQUENT_ACCESS, transition_after=Duration.days(30)
        ),
        s3.Transition(
            storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
            transition_after=Duration.days(90),
        ),
    ]
