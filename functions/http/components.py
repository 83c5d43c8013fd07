"""Makes components of the document's repeated parts: errors, and objects with a title."""

from __future__ import annotations

from typing import Any

ERROR = {"$ref": "#/components/schemas/ErrorAnswer"}


def share(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its errors, by status, and its titled objects as components."""
    components = document["components"]
    errors: dict[str, Any] = {}
    components["responses"] = errors
    for routes in document["paths"].values():
        for route in routes.values():
            answers = route["responses"]
            for status, answer in answers.items():
                name = f"Error{status}"
                if _is_error(answer) and errors.setdefault(name, answer) == answer:
                    answers[status] = {"$ref": f"#/components/responses/{name}"}
    document["paths"] = _named(document["paths"], components["schemas"])
    return document


def _is_error(answer: dict[str, Any]) -> bool:
    content = answer.get("content", {})
    return bool(content) and all(each.get("schema") == ERROR for each in content.values())


def _named(part: Any, schemas: dict[str, Any]) -> Any:
    """Move objects into components; two different ones with one title stay where they are."""
    match part:
        case dict():
            found = {key: _named(value, schemas) for key, value in part.items()}
            title = str(found.get("title", ""))
            named = title.isidentifier() and "properties" in found
            if named and schemas.setdefault(title, found) == found:
                return {"$ref": f"#/components/schemas/{title}"}
            return found
        case list():
            return [_named(each, schemas) for each in part]
        case _:
            return part
