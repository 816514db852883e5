"""Holds JSON values against the schemas of a platform's own description, where SMMDESK_SPECS has it."""

import functools
import json
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

from .openapi import document


class Described:
    """The schemas of one OpenAPI 3.1 document."""

    def __init__(self, api: Mapping[str, Any]) -> None:
        self._components = api["components"]
        self._schemas = api["components"]["schemas"]

    def against(self, schema: str, value: Any) -> list[str]:
        """What the schema of this name says against a value, and names of fields that it does not know."""
        asked = {"$ref": f"#/components/schemas/{schema}", "components": self._components}
        worst = best_match(Draft202012Validator(asked).iter_errors(value))
        found = [f"{'.'.join(map(str, worst.absolute_path))}: {worst.message[:300]}"] if worst is not None else []
        known = self._schemas[schema].get("properties", {})
        return found + [f"{schema} has no {name}" for name in value if known and name not in known]


@functools.cache
def described(name: str) -> Described | None:
    """A document of SMMDESK_SPECS by its file name; None where there is none."""
    try:
        path = document(name)
    except FileNotFoundError:
        path = None
    return Described(json.loads(path.read_text("utf-8"))) if path is not None else None
