"""What the images of Loki and Grafana are made of, as text: the option `logs=loki`."""

from __future__ import annotations

from collections.abc import Mapping

from cdk.config import Config

LOKI = "grafana/loki:3.7.3@sha256:70b9f699fc9bb868b62f1cfd4f787dfa50242f1fd92e6089787d5d7daea75fe8"
GRAFANA = (
    "grafana/grafana:13.1.0@sha256:121a7a9ece6dc10b969f1f96eed64b4f07dfac0d0b8abc070f7cb83bbde86f63"
)
LOKI_PORT = 3100
LOKI_NAME = "loki"
MOST_LINES = 10_000
"""That one question may have, as `rumpus logs` does."""


def zone(config: Config) -> str:
    """Return the private zone of DNS in which tasks of a stage find each other."""
    return f"{config.named('lines')}.internal"


def loki_url(config: Config) -> str:
    """Return where a stage's own processes find Loki; nothing in a stage without."""
    return f"http://{LOKI_NAME}.{zone(config)}:{LOKI_PORT}" if config.logs == "loki" else ""


def loki_files(config: Config) -> Mapping[str, str]:
    """Return the files of Loki's image; the bucket and the region are in its environment.

    Lines are written to S3 as they grow old, and all of them when a task ends. One that dies takes
    those of the last hours with it: CloudWatch has them.
    """
    hours = config.log_days * 24
    return {
        "Dockerfile": f"FROM {LOKI}\nCOPY loki.yaml /etc/loki/loki.yaml\n",
        "loki.yaml": f"""\
auth_enabled: false
analytics:
  reporting_enabled: false
server:
  http_listen_port: {LOKI_PORT}
  log_level: warn
common:
  path_prefix: /loki
  replication_factor: 1
  ring:
    instance_addr: 127.0.0.1
    kvstore:
      store: inmemory
  storage:
    s3:
      bucketnames: ${{LINES_BUCKET}}
      region: ${{AWS_REGION}}
schema_config:
  configs:
    - from: "2026-01-01"
      store: tsdb
      object_store: s3
      schema: v13
      index:
        prefix: index_
        period: 24h
ingester:
  chunk_idle_period: 10m
  max_chunk_age: 2h
  wal:
    dir: /loki/wal
    flush_on_shutdown: true
compactor:
  working_directory: /loki/compactor
  retention_enabled: true
  delete_request_store: s3
limits_config:
  retention_period: {hours}h
  max_query_length: {hours}h
  max_entries_limit_per_query: {MOST_LINES}
  max_label_names_per_series: 5
  max_label_value_length: 300
  discover_log_levels: false
  discover_service_name: []
  ingestion_rate_mb: 16
  ingestion_burst_size_mb: 32
""",
    }


def grafana_files(config: Config) -> Mapping[str, str]:
    """Return the files of Grafana's image, but for the dashboard, which cdk/grafana.py makes."""
    return {
        "Dockerfile": f"""\
FROM {GRAFANA}
COPY datasources.yaml /etc/grafana/provisioning/datasources/rumpus.yaml
COPY dashboards.yaml /etc/grafana/provisioning/dashboards/rumpus.yaml
COPY overview.json /etc/grafana/rumpus/overview.json
""",
        "datasources.yaml": f"""\
apiVersion: 1
datasources:
  - name: Lines
    uid: lines
    type: loki
    access: proxy
    url: {loki_url(config)}
    isDefault: true
    editable: false
    jsonData:
      maxLines: 1000
      derivedFields:
        - name: trace
          matcherRegex: '"trace":"([0-9a-f]{{32}})"'
          datasourceUid: lines
          url: '{{workload=~".+"}} |= "$${{__value.raw}}"'
  - name: CloudWatch
    uid: cloudwatch
    type: cloudwatch
    editable: false
    jsonData:
      authType: default
      defaultRegion: $AWS_REGION
""",
        "dashboards.yaml": """\
apiVersion: 1
providers:
  - name: rumpus
    type: file
    disableDeletion: true
    allowUiUpdates: false
    options:
      path: /etc/grafana/rumpus
""",
    }
