"""Checks cdk-nag's AwsSolutions rules: a rule that is neither kept nor waived fails the synth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aws_cdk import Acknowledgment, Validations
from cdk_nag import AwsSolutionsChecks
from constructs import IConstruct

from cdk.waivers import WAIVED, Waived


def check_with_nag(app: IConstruct, stage: str, websocket_api: str, exported: str = "") -> None:
    """Let synth fail on a rule that is neither kept nor waived.

    `websocket_api` is a logical id, `exported` the name under which other stacks know it.
    """
    for construct, waived in _places(app):
        rule = waived.rule.format(stage=stage, api=websocket_api, exported=exported)
        Validations.of(construct).acknowledge(
            Acknowledgment(id=f"AwsSolutions::AwsSolutions-{rule}", reason=waived.reason)
        )
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def _places(app: IConstruct) -> Iterator[tuple[IConstruct, Waived]]:
    for construct in app.node.find_all():
        path = construct.node.path
        for waived in WAIVED:
            if re.search(waived.where, path):
                yield construct, waived
