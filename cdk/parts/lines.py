"""Lines as Parquet on S3, queried by Athena: the option `logs=athena`.

Each log group sends its lines to one Firehose (cdk/parts/delivery.py), which writes columns
(cli/logs/columns.py) by the hour. CloudWatch keeps its groups for alarms and tailing; searching is
cheaper here.
"""

from __future__ import annotations

from aws_cdk import Aws, Duration
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.config import Config
from cdk.parts.buckets import bucket_name, private_bucket
from cdk.parts.delivery import delivery
from cdk.parts.roles import service_role
from cdk.parts.subscriptions import subscribe
from cli.logs.athena import TABLE, names_of
from cli.logs.columns import COLUMNS

_TYPES = {"BIGINT": "bigint", "VARCHAR": "string", "DOUBLE": "double"}

_MOST_READ = 100 * 10**9
"""Maximum bytes that one query reads, for half a dollar."""

_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"


class Lines(Construct):
    """A bucket, a table over it, the Firehose that fills it, and Athena's workgroup."""

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "Lines")
        self._config = config
        self._database, self._asked_by = names_of(config.stage)
        self.bucket = self._bucket()
        table = self._table()
        self._delivery = delivery(self, config, self.bucket, table)
        self._workgroup()
        self._subscribe()

    def _bucket(self) -> s3.Bucket:
        ends = s3.LifecycleRule(
            expiration=Duration.days(self._config.log_days),
            abort_incomplete_multipart_upload_after=Duration.days(1),
        )
        return private_bucket(self, "Lines", self._config, ends, durable=False, versioned=False)

    def _table(self) -> glue.CfnTable:
        name = self._database
        database = glue.CfnDatabase(
            self,
            "Database",
            catalog_id=Aws.ACCOUNT_ID,
            database_input=glue.CfnDatabase.DatabaseInputProperty(name=name),
        )
        table = glue.CfnTable(
            self,
            "Table",
            catalog_id=Aws.ACCOUNT_ID,
            database_name=name,
            table_input=glue.CfnTable.TableInputProperty(
                name=TABLE,
                table_type="EXTERNAL_TABLE",
                parameters=self._projection(),
                partition_keys=[
                    glue.CfnTable.ColumnProperty(name=each, type="string")
                    for each in ("day", "hour")
                ],
                storage_descriptor=self._storage(),
            ),
        )
        table.add_resource_dependency(database)
        return table

    def _projection(self) -> dict[str, str]:
        """Return the projection of partitions, so that new hours need no registration in Glue."""
        return {
            "classification": "parquet",
            "projection.enabled": "true",
            "projection.day.type": "date",
            "projection.day.format": "yyyy-MM-dd",
            "projection.day.range": "2026-01-01,NOW+1DAYS",
            "projection.hour.type": "integer",
            "projection.hour.range": "0,23",
            "projection.hour.digits": "2",
            "storage.location.template": f"{self._location}day=${{day}}/hour=${{hour}}/",
        }

    def _storage(self) -> glue.CfnTable.StorageDescriptorProperty:
        return glue.CfnTable.StorageDescriptorProperty(
            location=self._location,
            input_format=f"{_PARQUET}.MapredParquetInputFormat",
            output_format=f"{_PARQUET}.MapredParquetOutputFormat",
            serde_info=glue.CfnTable.SerdeInfoProperty(
                serialization_library=f"{_PARQUET}.serde.ParquetHiveSerDe"
            ),
            columns=[
                glue.CfnTable.ColumnProperty(name=name, type=_TYPES[kind])
                for name, kind in COLUMNS.items()
            ],
        )

    @property
    def _location(self) -> str:
        return f"s3://{bucket_name('lines', self._config)}/logs/"

    def _workgroup(self) -> None:
        of = athena.CfnWorkGroup
        athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=self._asked_by,
            recursive_delete_option=True,
            work_group_configuration=of.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=_MOST_READ,
                result_configuration=of.ResultConfigurationProperty(
                    output_location=f"s3://{bucket_name('lines', self._config)}/answers/",
                    encryption_configuration=of.EncryptionConfigurationProperty(
                        encryption_option="SSE_S3"
                    ),
                ),
            ),
        )

    def _subscribe(self) -> None:
        allowed = iam.PolicyStatement(
            actions=["firehose:PutRecord", "firehose:PutRecordBatch"],
            resources=[self._delivery.attr_arn],
        )
        role = service_role(self, "Subscriber", "logs", "put", [allowed])
        subscribe(self, self._config, self._delivery.attr_arn, role)
