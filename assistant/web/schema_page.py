"""The API's documentation as a plain page: no script, nothing fetched from elsewhere."""

from __future__ import annotations

import json
from typing import Any

from litestar import Request
from litestar.openapi.plugins import OpenAPIRenderPlugin

from assistant.web.render import render

_VERBS = ("get", "post", "delete")


class SchemaPage(OpenAPIRenderPlugin):
    """Renders the OpenAPI document with a template."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - the plugin's interface
        schemas = openapi_schema["components"]["schemas"]
        groups: dict[str, list[dict[str, Any]]] = {}
        for path, item in openapi_schema["paths"].items():
            for verb in _VERBS:
                if operation := item.get(verb):
                    tag = operation["tags"][0]
                    groups.setdefault(tag, []).append(_operation(path, verb, operation))
        about = {tag["name"]: tag["description"] for tag in openapi_schema["tags"]}
        shapes = {name: _shape(schema) for name, schema in sorted(schemas.items())}
        page = render("schema.html", info=openapi_schema["info"], groups=groups, about=about, shapes=shapes)
        return page.encode()


def _operation(path: str, verb: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    media: str = next(iter(content), "")
    body: dict[str, Any] = content.get(media, {})
    examples = [json.dumps(value, indent=2, ensure_ascii=False) for value in body.get("schema", {}).get("examples", ())]
    responses = [
        (status, item.get("description", ""), _type(_content(item).get("schema", {})))
        for status, item in sorted(operation["responses"].items())
    ]
    return {
        "id": operation["operationId"],
        "path": path,
        "verb": verb.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", "").split("\n\n"),
        "parameters": [
            {"name": item["name"], "place": item["in"], "type": _type(item.get("schema", {})), "text": item.get("description", "")}
            for item in operation.get("parameters", [])
        ],
        "media": media,
        "body": _type(body.get("schema", {})),
        "examples": examples,
        "responses": responses,
    }


def _content(response: dict[str, Any]) -> dict[str, Any]:
    """What a response holds in its first media type."""
    contents: list[dict[str, Any]] = list(response.get("content", {}).values())
    return contents[0] if contents else {}


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    required = set(schema.get("required", ()))
    fields = [
        {"name": name, "type": _type(value), "required": name in required, "text": value.get("description", "")}
        for name, value in schema.get("properties", {}).items()
    ]
    return {"text": schema.get("description", ""), "choices": schema.get("enum", []), "fields": fields}


def _type(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if reference := schema.get("$ref"):
        return str(reference).rsplit("/", 1)[-1]
    for union in ("allOf", "oneOf", "anyOf"):
        if options := schema.get(union):
            return " or ".join(dict.fromkeys(_type(option) for option in options))
    if schema.get("enum"):
        return " | ".join(str(value) for value in schema["enum"])
    name = schema.get("type", "any")
    if isinstance(name, list):
        return " or ".join(str(part) for part in name)
    if name == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return f"{name} ({schema['format']})" if schema.get("format") else str(name)
