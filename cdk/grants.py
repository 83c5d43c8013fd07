"""Defines what each grant allows: IAM actions on named resources, and environment variables."""

from __future__ import annotations

from dataclasses import dataclass

from shared.workload_kinds import Grant


@dataclass(frozen=True)
class Permit:
    """Actions on one resource, which is named as in `ResourceRefs.arns`.

    `of` restricts them to the functions of that resource, where the ARN can't.
    """

    thing: str
    actions: tuple[str, ...]
    of: str = ""
    attributes: tuple[str, ...] = ()
    """The only attributes of an item that a request may name; all if empty."""


@dataclass(frozen=True)
class Allowance:
    permits: tuple[Permit, ...]
    environment: tuple[str, ...]


def _actions(service: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{service}:{name}" for name in names)


_QUERY = _actions("dynamodb", "Query")
_GET = _actions("dynamodb", "GetItem")
_GET_MANY = _actions("dynamodb", "GetItem", "BatchGetItem")
_PUT = _actions("dynamodb", "PutItem")
_UPDATE = _actions("dynamodb", "UpdateItem")
# No UpdateItem and no DeleteItem: a fact is never changed.
_APPEND = _actions("dynamodb", "PutItem", "PartiQLInsert")


_CLIENT = "RUMPUS_AWS_CLIENT"


def _table(
    name: str, actions: tuple[str, ...], *indexes: str, told: tuple[str, ...] = ()
) -> Allowance:
    """Allow exactly what the table's adapter in shared/adapters/dynamodb requests."""
    permits = [Permit(name, actions), *(Permit(f"{name}/{index}", _QUERY) for index in indexes)]
    return Allowance(tuple(permits), (_CLIENT, f"RUMPUS_{name.upper()}_TABLE", *told))


def _log(actions: tuple[str, ...]) -> Allowance:
    """Allow access to the direct log, and to the owners of slots, if the stage has any."""
    direct = _table("log", actions, "families", told=("RUMPUS_SLOTS_TABLE",))
    return Allowance((*direct.permits, Permit("slots", _QUERY)), direct.environment)


def _queue(name: str) -> Allowance:
    permit = Permit(f"queue/{name}", _actions("sqs", "SendMessage"))
    return Allowance((permit,), (f"RUMPUS_QUEUE_{name.upper()}",))


ALLOWANCES: dict[Grant, Allowance] = {
    "log:append": _log(_QUERY + _APPEND),
    "log:read": _log(_QUERY),
    # A journal is never changed or removed from; a member's row is removed when its work is done.
    "slots:own": Allowance(
        (
            Permit("journal", _QUERY + _PUT),
            Permit("slots", _GET + _PUT + _UPDATE),
            Permit("slots", _actions("dynamodb", "DeleteItem", "ConditionCheckItem")),
            Permit(
                "snapshots", _actions("s3", "ListBucket")
            ),  # else what is not there is forbidden
            Permit("snapshots/objects", _actions("s3", "GetObject", "PutObject")),
            Permit("archive", _actions("s3", "ListBucket")),
            Permit("archive/segments", _actions("s3", "GetObject", "PutObject")),
            Permit("stream/events", _actions("kinesis", "PutRecord", "PutRecords")),
        ),
        (
            *("RUMPUS_JOURNAL_TABLE", "RUMPUS_SNAPSHOTS_BUCKET", "RUMPUS_ARCHIVE_BUCKET"),
            "RUMPUS_EVENTS_STREAM",
        ),
    ),
    # Only two numbers may be changed: an entry's expiry, and the position that segments reach.
    "slots:keep": Allowance(
        (
            Permit("journal", _QUERY),
            Permit("journal", _UPDATE, attributes=("pk", "sk", "expires")),
            Permit("slots", _GET + _QUERY),
            Permit("slots", _UPDATE, attributes=("pk", "sk", "kept")),
            Permit("archive", _actions("s3", "ListBucket")),
            Permit("archive/segments", _actions("s3", "GetObject", "PutObject")),
        ),
        ("RUMPUS_JOURNAL_TABLE", "RUMPUS_SLOTS_TABLE", "RUMPUS_ARCHIVE_BUCKET"),
    ),
    # A workload that signs players up also sends them to a socket.
    "players:write": _table(
        "players",
        _GET_MANY + _PUT,
        told=("RUMPUS_PLACEMENT", "RUMPUS_PLACEMENT_SIZE", "RUMPUS_API_DOCS"),
    ),
    "players:read": _table("players", _GET_MANY),
    "sockets:write": _table(
        "sockets",
        _GET_MANY + _QUERY + _PUT + _actions("dynamodb", "DeleteItem"),
        "by_connection",
    ),
    "sockets:read": _table("sockets", _GET_MANY + _QUERY),
    "tickets:redeem": _table("sockets", _GET + _actions("dynamodb", "DeleteItem")),
    "views:write": _table("views", _GET + _PUT, "by_due"),
    "views:read": _table("views", _GET, "by_due"),
    "connections:post": Allowance(
        (Permit("connections", _actions("execute-api", "ManageConnections")),),
        (_CLIENT, "RUMPUS_SOCKETS_URL", "RUMPUS_WS_URL", "RUMPUS_GATEWAY_URL"),
    ),
    "queue:deferred": _queue("deferred"),
    "queue:broadcast": _queue("broadcast"),
    "queue:leaderboard": _queue("leaderboard"),
    "queue:default": _queue("default"),
    "queue:notifications": _queue("notifications"),
    "queue:payouts": _queue("payouts"),
    # Lambda leaves the failed batches there itself, under the function's role.
    "failed:write": Allowance(
        (
            Permit("failed", _actions("s3", "ListBucket")),
            Permit("failed/objects", _actions("s3", "PutObject")),
        ),
        ("RUMPUS_FAILED_BUCKET",),
    ),
    "letters:read": Allowance(
        (
            Permit("failed", _actions("s3", "ListBucket")),  # else what is not there is forbidden
            Permit("failed/letters", _actions("s3", "GetObject")),
        ),
        ("RUMPUS_FAILED_BUCKET",),
    ),
    "letters": Allowance(
        (
            Permit("failed", _actions("s3", "ListBucket")),
            Permit("failed/objects", _actions("s3", "GetObject", "PutObject")),
            Permit("queues/dead", _actions("sqs", "ReceiveMessage", "DeleteMessage")),
            Permit("consumers", _actions("lambda", "InvokeFunction")),
        ),
        ("RUMPUS_DEAD_QUEUES", "RUMPUS_FAILED_BUCKET"),
    ),
    "tokens:read": Allowance(
        (Permit("tokens", _actions("secretsmanager", "GetSecretValue")),),
        ("RUMPUS_TOKEN_SECRET", "RUMPUS_OIDC_ISSUERS"),
    ),
    "operator_key:read": Allowance(
        (Permit("operator_key", _actions("secretsmanager", "GetSecretValue")),),
        ("RUMPUS_OPERATOR_KEY", "RUMPUS_OPERATOR_ISSUERS"),
    ),
    "loki": Allowance((), ("RUMPUS_LOKI_URL",)),  # it is guarded by its security group
    "otlp": Allowance(
        (Permit("otlp", _actions("secretsmanager", "GetSecretValue")),),
        ("RUMPUS_OTLP_URL", "RUMPUS_OTLP_SECRET"),
    ),
    # Valkey is guarded by its security group and TLS, so there is no action to allow.
    "valkey": Allowance((), ("RUMPUS_VALKEY_URL",)),
    # PostgreSQL is guarded by its security group, TLS and the password that this secret holds.
    "economy": Allowance(
        (Permit("database", _actions("secretsmanager", "GetSecretValue")),),
        (
            "RUMPUS_DATABASE_URL",
            "RUMPUS_DATABASE_SECRET",
            "RUMPUS_DATABASE_SLEEPS",
            "RUMPUS_REWARD_GUESTS",
        ),
    ),
    "economy:migrate": Allowance(
        (Permit("database/owner", _actions("secretsmanager", "GetSecretValue")),),
        ("RUMPUS_OWNER_URL", "RUMPUS_OWNER_SECRET"),
    ),
    "stream:economy-events": Allowance(
        (Permit("stream/economy-events", _actions("kinesis", "PutRecord", "PutRecords")),),
        ("RUMPUS_ECONOMY_STREAM",),
    ),
    "archive:write": Allowance(
        # An object is read back before its rows are deleted.
        (Permit("archive/objects", _actions("s3", "PutObject", "GetObject")),),
        ("RUMPUS_ARCHIVE_BUCKET",),
    ),
    "archive:thaw": Allowance(
        (
            Permit("archive", _actions("s3", "ListBucket")),  # else what is missing is forbidden
            Permit("archive/players", _actions("s3", "GetObject")),
        ),
        ("RUMPUS_ARCHIVE_BUCKET", "RUMPUS_COLD_AFTER_DAYS"),
    ),
    "archive:players": Allowance(
        (
            Permit("archive", _actions("s3", "ListBucket", "ListBucketVersions")),
            Permit(
                "archive/players",
                _actions("s3", "GetObject", "PutObject", "DeleteObjectVersion"),
            ),
        ),
        ("RUMPUS_ARCHIVE_BUCKET", "RUMPUS_COLD_AFTER_DAYS"),
    ),
    "consumers:scale": Allowance(
        (
            Permit("alarms/behind", _actions("cloudwatch", "DescribeAlarms")),
            Permit("anything", _actions("lambda", "ListEventSourceMappings")),
            Permit("mappings", _actions("lambda", "UpdateEventSourceMapping"), of="consumers"),
        ),
        (),
    ),
    "fleet:scale": Allowance(
        (
            Permit("fleet", _actions("ecs", "DescribeServices", "UpdateService")),
            # Scalable targets have ids that nobody knows before they are made.
            Permit("fleet/targets", _actions("application-autoscaling", "RegisterScalableTarget")),
        ),
        (
            "RUMPUS_FLEET",
            "RUMPUS_FLEET_FEWEST",
            "RUMPUS_FLEET_MOST",
            "RUMPUS_PLACEMENT",
            "RUMPUS_PLACEMENT_SIZE",
        ),
    ),
}
