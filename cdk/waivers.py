"""The waived rules of cdk-nag: where, and why."""

from __future__ import annotations

from dataclasses import dataclass

from shared.pages import PAGES


@dataclass(frozen=True)
class Waived:
    """A rule that is waived where the construct's path matches `where`."""

    rule: str
    where: str
    reason: str


_ROLE = r"/Functions/[a-z_]+/Role/Resource$"
_IN_ACCOUNT = "<AWS::Region>:<AWS::AccountId>"

_ASSETS = "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>"
_DISTRIBUTION = r"-pages/[A-Z][a-z]+/Distribution/Resource$"
_DEPLOYMENT = r"-pages/Custom::CDKBucketDeployment\w+/ServiceRole/"

WAIVED = (
    Waived(
        "S1",
        r"/(Failed|Archive|Snapshots)/Resource$",
        "Few roles read them; CloudTrail's data events tell who did, without a third bucket.",
    ),
    Waived(
        "S1",
        r"/Lines/Lines/Resource$",
        "Lines have no secret in them, and who asks is in Athena's history.",
    ),
    *(
        Waived(
            "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-lines-"
            f"<AWS::AccountId>-<AWS::Region>/{folder}/*]",
            r"/Lines/Role/Resource$",
            "Firehose names the objects that it writes.",
        )
        for folder in ("logs", "failed")
    ),
    Waived("S1", r"/Loki/Chunks/Resource$", "One role reads it; lines have no secret in them."),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-chunks-"
        "<AWS::AccountId>-<AWS::Region>/*]",
        r"/Loki/loki/Role/Resource$",
        "Loki names the objects that it writes.",
    ),
    Waived(
        "IAM5[Resource::*]",
        r"/Loki/grafana/Role/Resource$",
        "Metrics and a tunnel's channels know no narrower resource.",
    ),
    Waived("SQS3", r"/Events/failed/Resource$", "It is itself a list of failures."),
    Waived(
        "SMG4",
        r"/(Tokens|OperatorKey|Login)/Resource$",
        "Changed by hand, so that the one before it stays good as long as needed: docs/deploy.md.",
    ),
    Waived(
        "VPC7",
        r"/Vpc/Resource$",
        "Stores show themselves to functions and tasks alone, and tasks to the load balancer.",
    ),
    Waived(
        "DDB3",
        r"/(Sockets|Views)/Resource$",
        "Connections end within two hours and views are rebuilt from the log.",
    ),
    Waived(
        "APIG4",
        r"/WebSocket/Api/(?!\$connect)[^/]+-Route/Resource$",
        "API Gateway authorizes a WebSocket at $connect, and only there.",
    ),
    Waived(
        "APIG4",
        r"/Http/Api/(DefaultRoute|ANY--[^/]+)/Resource$",
        "The application checks the session token of each route; signing up and health have none.",
    ),
    Waived(
        "RDS6",
        r"/Database/Cluster/Resource$",
        "A password by Secrets Manager over TLS: a token for each connection needs an IAM login.",
    ),
    Waived("EC23", r"/Door/Group/Resource$", "Players come from anywhere."),
    Waived(
        "ELB2",
        r"/Door/Balancer/Resource$",
        "A network load balancer logs TLS listeners alone; the tasks know who connects.",
    ),
    Waived(
        "ECS2",
        r"/(Servers|Loki|OwnHardware)/[a-z]+/Task/Resource$",
        "What it is told are names and addresses; secrets are read by the task itself.",
    ),
    Waived(
        "ECS4",
        r"/(Servers|Loki)/Cluster/Resource$",
        "The figures by which it is scaled are there without; the rest is paid for by the task.",
    ),
    Waived(
        "IAM5[Resource::*]",
        r"/(Servers|Loki|OwnHardware)/[a-z]+/Task/ExecutionRole/DefaultPolicy/Resource$",
        "A token of the image registry knows no narrower resource.",
    ),
    Waived(
        f"IAM5[Resource::arn:<AWS::Partition>:logs:{_IN_ACCOUNT}"
        ":log-group:/aws/ecs/rumpus-{stage}-archive:*]",
        r"/OwnHardware/archive/Task/ExecutionRole/DefaultPolicy/Resource$",
        "The streams of one log group, that of runs on Fargate.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:application-autoscaling:"
        f"{_IN_ACCOUNT}:scalable-target/*]",
        _ROLE,
        "The ids of scalable targets are not known before.",
    ),
    Waived(
        f"IAM5[Resource::arn:<AWS::Partition>:execute-api:{_IN_ACCOUNT}:{{exported}}"
        "/live/*/@connections/*]",
        r"/Servers/[a-z]+/Role/Resource$",
        "Any connection of the WebSocket API: their ids are not known before.",
    ),
    Waived("L1", r"/Function/Resource$", "The Python of the locks, of the layer and of the tests."),
    Waived(
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/"
        "service-role/AmazonAPIGatewayPushToCloudWatchLogs]",
        r"/LogRole/Resource$",
        "The role that API Gateway asks for, as its documentation names it.",
    ),
    Waived(
        "IAM5[Resource::*]",
        _ROLE,
        "X-Ray's and EC2's network actions, and the list of mappings, know no narrower resource.",
    ),
    Waived(
        f"IAM5[Resource::arn:<AWS::Partition>:lambda:{_IN_ACCOUNT}:event-source-mapping:*]",
        r"/Functions/keep_up/Role/Resource$",
        "The ids of mappings are not known before; a condition names their functions.",
    ),
    Waived(
        f"IAM5[Resource::arn:<AWS::Partition>:cloudwatch:{_IN_ACCOUNT}"
        ":alarm:rumpus-{stage}-behind-*]",
        r"/Functions/keep_up/Role/Resource$",
        "Each consumer has an alarm there.",
    ),
    Waived(
        f"IAM5[Resource::arn:<AWS::Partition>:execute-api:{_IN_ACCOUNT}:<{{api}}>"
        "/live/*/@connections/*]",
        _ROLE,
        "Any connection of this API: their ids are not known before.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-failed-"
        "<AWS::AccountId>-<AWS::Region>/*]",
        _ROLE,
        "Lambda chooses the keys of the records that it leaves there.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-failed-"
        "<AWS::AccountId>-<AWS::Region>/letters/*]",
        r"/(Functions|Servers|OwnHardware)/[a-z_]+/Role/Resource$",
        "Each dead letter has an object of its own there.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-archive-"
        "<AWS::AccountId>-<AWS::Region>/trades/*]",
        _ROLE,
        "Each month has objects of its own there.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-archive-"
        "<AWS::AccountId>-<AWS::Region>/players/*]",
        r"/(Functions|Servers|OwnHardware)/[a-z_]+/Role/Resource$",
        "Each player has an object there.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-archive-"
        "<AWS::AccountId>-<AWS::Region>/segments/*]",
        r"/(Servers/owner|(Functions|Servers|OwnHardware)/archive)/Role/Resource$",
        "Each segment of a journal is an object there, under a name of its own.",
    ),
    Waived(
        "IAM5[Resource::arn:<AWS::Partition>:s3:::rumpus-{stage}-snapshots-"
        "<AWS::AccountId>-<AWS::Region>/*]",
        r"/Servers/owner/Role/Resource$",
        "Each writer of a journal has an object there, under a name of its own.",
    ),
    *(
        Waived(f"IAM5[Resource::{resource}]", r"/Drills/[a-z_]+-role/Resource$", reason)
        for resource, reason in (
            ("*", "Tasks are listed of no resource; a condition names the cluster."),
            (
                f"arn:<AWS::Partition>:ecs:{_IN_ACCOUNT}:task/rumpus-{{stage}}-servers/*",
                "The ids of tasks are not known before; a condition names the cluster.",
            ),
            (
                f"arn:<AWS::Partition>:rds:{_IN_ACCOUNT}:db:*",
                "A failover names the instances of its cluster, whose names CloudFormation makes.",
            ),
        )
    ),
    Waived("S1", r"-pages/[A-Z][a-z]+/page-[a-z]+/Resource$", "What is in it, anybody may read."),
    Waived("CFR1", _DISTRIBUTION, "Players come from anywhere."),
    Waived("CFR2", _DISTRIBUTION, "It shows files that anybody may read, and runs nothing."),
    Waived("CFR3", _DISTRIBUTION, "Its figures tell who asks for what; the APIs log who plays."),
    Waived("CFR4", _DISTRIBUTION, "The least TLS of a name of CloudFront's own can't be chosen."),
    Waived("L1", r"/Custom::CDKBucketDeployment\w+/Resource$", "The CDK's, with its own Python."),
    Waived(
        "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/"
        "service-role/AWSLambdaBasicExecutionRole]",
        _DEPLOYMENT,
        "It writes its own log.",
    ),
    *(
        Waived(
            f"IAM5[{what}]",
            _DEPLOYMENT,
            "The CDK's own grants: it copies files of the assets into the bucket of a page.",
        )
        for what in (
            "Action::s3:Abort*",
            "Action::s3:DeleteObject*",
            "Action::s3:GetBucket*",
            "Action::s3:GetObject*",
            "Action::s3:List*",
            f"Resource::{_ASSETS}/*",
            *(f"Resource::<Page{page.capitalize()}.Arn>/*" for page in PAGES),
        )
    ),
)
