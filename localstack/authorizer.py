"""Correction of MiniStack: an authorizer that raises "Unauthorized" turns away with 401.

Stock MiniStack answers 500, as for any other failure of an authorizer.
"""

# ruff: noqa: SLF001 - what is corrected is inside the package

from __future__ import annotations

from typing import Any

from ministack.core.concurrency import run_reentrant  # type: ignore[import-untyped] # it has no types
from ministack.services import (  # type: ignore[import-untyped] # it has no types
    apigateway,
    lambda_svc,
)

UNAUTHORIZED = "Unauthorized"

_authorize_connect = apigateway._authorize_ws_connect


class Unauthorized(Exception):  # noqa: N818 - a fact
    """The authorizer has said so."""


async def _invoke(
    authorizer: dict[str, Any], event: dict[str, Any], account_id: str, region: str
) -> Any:
    """Return the authorizer's answer, or None if it failed in another way."""
    reference = apigateway._extract_lambda_ref_from_integration_uri(authorizer["authorizerUri"])
    function, config, _ = lambda_svc._get_func_record_for_ref_in_scope(
        reference, account_id=account_id, region=region
    )
    if function is None or config is None:
        return None
    record = lambda_svc._execution_record_for_config(function, config)
    result = await run_reentrant(lambda_svc._execute_function_with_config_scope, record, event)
    body = result.get("body")
    if not result.get("error"):
        return body
    if isinstance(body, dict) and body.get("errorMessage") == UNAUTHORIZED:
        raise Unauthorized
    return None


async def _authorize(*arguments: Any) -> Any:
    try:
        return await _authorize_connect(*arguments)
    except Unauthorized:
        return (401, UNAUTHORIZED), None


def correct() -> None:
    apigateway._invoke_request_authorizer_lambda = _invoke
    apigateway._authorize_ws_connect = _authorize
