"""The Firehose that takes lines out of CloudWatch's envelopes and writes them as Parquet.

Its columns are the table's (cdk/parts/lines.py).
"""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.config import Config
from cdk.parts.buckets import bucket_name
from cdk.parts.roles import service_role
from cli.logs.athena import TABLE, names_of

_PREFIX = "logs/day=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/"
_BUFFER_SECONDS = 300
_BUFFER_MB = 128
"""Buffer size in MB, the maximum: querying small files is expensive."""


def delivery(
    scope: Construct, config: Config, bucket: s3.Bucket, table: glue.CfnTable
) -> firehose.CfnDeliveryStream:
    """Make the Firehose that fills `bucket` by the schema of `table`, and its role."""
    role = _role(scope, config, bucket)
    of = firehose.CfnDeliveryStream
    stream = of(
        scope,
        "Delivery",
        delivery_stream_name=config.named("lines"),
        delivery_stream_type="DirectPut",
        delivery_stream_encryption_configuration_input=(
            of.DeliveryStreamEncryptionConfigurationInputProperty(key_type="AWS_OWNED_CMK")
        ),
        extended_s3_destination_configuration=of.ExtendedS3DestinationConfigurationProperty(
            bucket_arn=bucket.bucket_arn,
            role_arn=role.role_arn,
            prefix=_PREFIX,
            error_output_prefix="failed/!{firehose:error-output-type}/",
            compression_format="UNCOMPRESSED",
            buffering_hints=of.BufferingHintsProperty(
                interval_in_seconds=_BUFFER_SECONDS, size_in_m_bs=_BUFFER_MB
            ),
            processing_configuration=_unpacked(),
            data_format_conversion_configuration=_columns(config, role),
        ),
    )
    stream.add_resource_dependency(table)
    return stream


def _role(scope: Construct, config: Config, bucket: s3.Bucket) -> iam.Role:
    catalogue = f"arn:{Aws.PARTITION}:glue:{Aws.REGION}:{Aws.ACCOUNT_ID}"
    database, _ = names_of(config.stage)
    tables = [f"{catalogue}:catalog", f"{catalogue}:database/{database}"]
    tables.append(f"{catalogue}:table/{database}/{TABLE}")
    place = f"arn:{Aws.PARTITION}:s3:::{bucket_name('lines', config)}"
    allowed = [
        iam.PolicyStatement(
            actions=["s3:PutObject", "s3:AbortMultipartUpload"],
            resources=[f"{place}/logs/*", f"{place}/failed/*"],
        ),
        iam.PolicyStatement(
            actions=["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
            resources=[bucket.bucket_arn],
        ),
        iam.PolicyStatement(actions=["glue:GetTableVersions"], resources=tables),
    ]
    return service_role(scope, "Role", "firehose", "deliver", allowed)


def _columns(
    config: Config, role: iam.Role
) -> firehose.CfnDeliveryStream.DataFormatConversionConfigurationProperty:
    of = firehose.CfnDeliveryStream
    return of.DataFormatConversionConfigurationProperty(
        enabled=True,
        input_format_configuration=of.InputFormatConfigurationProperty(
            deserializer=of.DeserializerProperty(open_x_json_ser_de=of.OpenXJsonSerDeProperty())
        ),
        output_format_configuration=of.OutputFormatConfigurationProperty(
            serializer=of.SerializerProperty(
                parquet_ser_de=of.ParquetSerDeProperty(compression="GZIP")
            )
        ),
        schema_configuration=of.SchemaConfigurationProperty(
            catalog_id=Aws.ACCOUNT_ID,
            database_name=names_of(config.stage)[0],
            table_name=TABLE,
            region=Aws.REGION,
            role_arn=role.role_arn,
            version_id="LATEST",
        ),
    )


def _unpacked() -> firehose.CfnDeliveryStream.ProcessingConfigurationProperty:
    """Take lines out of CloudWatch's compressed envelopes, one line a record."""
    of = firehose.CfnDeliveryStream

    def step(kind: str, **parameters: str) -> firehose.CfnDeliveryStream.ProcessorProperty:
        told = [
            of.ProcessorParameterProperty(parameter_name=name, parameter_value=value)
            for name, value in parameters.items()
        ]
        return of.ProcessorProperty(type=kind, parameters=told)

    return of.ProcessingConfigurationProperty(
        enabled=True,
        processors=[
            step("Decompression", CompressionFormat="GZIP"),
            step("CloudWatchLogProcessing", DataMessageExtraction="true"),
        ],
    )
