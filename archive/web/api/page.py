"""The page that tells people of the interface, made from its OpenAPI document; nothing on it comes from elsewhere."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from archive.config import Settings
from archive.web import answering


def routes(app: FastAPI, api: FastAPI, settings: Settings) -> None:
    """Add the page to the application."""

    def shown(request: Request) -> Response:
        told = api.openapi()
        values = {"about": _lines(told["info"]["description"]), "places": places(told)}
        return answering.page(request, settings, "api.html.j2", values)

    app.add_api_route("/api", shown, methods=["GET", "HEAD"], include_in_schema=False, response_model=None)


def places(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the addresses of an OpenAPI document with what stands on the page of each."""
    schemas = told["components"]["schemas"]
    return [_place(path, one["get"], schemas) for path, one in told["paths"].items()]


def _place(path: str, one: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    answers = one["responses"]["200"].get("content", {})
    fields = [
        (name, field.get("description", ""))
        for content in answers.values()
        for name, field in _schema(content.get("schema", {}), schemas).get("properties", {}).items()
    ]
    return {
        "path": path,
        "about": _lines(one.get("description", "")),
        "parameters": [(each["name"], _kind(each["schema"]), _said(each)) for each in one.get("parameters", ())],
        "media": list(answers),
        "fields": fields,
    }


def _schema(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    found: dict[str, Any] = schemas.get(reference.rpartition("/")[2], schema)
    return found


def _said(parameter: dict[str, Any]) -> str:
    return str(parameter.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    """Return in one line what values a parameter takes."""
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])} …"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']}–{schema['maximum']}"
    return str(schema.get("format") or schema.get("type", ""))


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().split("\n") if line.strip()]
