"""Holds exchanges against a discovery document, Google's own description of one of its interfaces."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

from .exchange import Answer, Request

_BLANK = re.compile(r"\{\+?\w+\}")
_FORMS = {"boolean": "true|false", "integer": r"-?\d+", "number": r"-?\d+(\.\d+)?"}


@dataclass(frozen=True)
class Method:
    """One of the interface's methods; `blanks` is how many pieces of its address are free."""

    verb: str
    path: re.Pattern[str]
    blanks: int
    said: Mapping[str, Any]


class Discovery:
    """One document. Addresses below `prefix` must be described; others are nobody's business here."""

    def __init__(self, document: Mapping[str, Any], prefix: str) -> None:
        self._prefix = prefix
        self._parameters = document.get("parameters", {})
        self._schemas = {name: _schema(said) for name, said in document["schemas"].items()}
        self._validators: dict[str, Any] = {}
        self._methods = [made for method in _methods(document) for made in _ways(document, method)]

    def violations(self, request: Request) -> list[str]:
        """What the document says against a request and its answer."""
        if not re.match(f"/(upload/)?{self._prefix}", request.path) or "upload_id" in dict(request.query):
            return []  # a session of an upload is described in words only
        fitting = [each for each in self._methods if each.verb == request.method and each.path.fullmatch(request.path)]
        if not fitting:
            return [f"there is no {request.method} {request.path}"]
        method = min(fitting, key=lambda each: each.blanks)
        found = [*self._query(request, method.said), *self._body(request, method.said)]
        if request.answer is not None:
            found += self._answer(request.answer, method.said)
        return [f"{request.method} {request.path}: {words}" for words in found]

    def _query(self, request: Request, said: Mapping[str, Any]) -> Iterator[str]:
        known = {**self._parameters, **said.get("parameters", {})}
        names = [name for name, _ in request.query]
        for name, value in request.query:
            if name not in known or known[name].get("location") != "query":
                yield f"unknown parameter {name}"
                continue
            fact = known[name]
            if not fact.get("repeated") and names.count(name) > 1:
                yield f"{name} is given twice"
            if "enum" in fact and value not in fact["enum"]:
                yield f"{name} may not be {value}"
            if not re.fullmatch(_FORMS.get(fact.get("type", ""), ".*"), value, re.DOTALL):
                yield f"{name} is no {fact['type']}: {value}"
        for name, fact in said.get("parameters", {}).items():
            if fact.get("required") and fact["location"] == "query" and name not in names:
                yield f"{name} is missing"

    def _body(self, request: Request, said: Mapping[str, Any]) -> Iterator[str]:
        if request.mime != "application/json":
            return
        if "request" not in said:
            yield "takes no body"
            return
        yield from self._against(said["request"]["$ref"], request.json())

    def _answer(self, answer: Answer, said: Mapping[str, Any]) -> Iterator[str]:
        if answer.status >= 400:
            error = (answer.json or {}).get("error") if isinstance(answer.json, dict) else None
            if answer.json is not None and (not isinstance(error, dict) or error.get("code") != answer.status):
                yield "the refusal has another form"
        elif answer.status < 300 and answer.content_type.startswith("application/json") and answer.json is not None:
            if "response" in said:
                yield from self._against(said["response"]["$ref"], answer.json)
            else:
                yield "an answer where there is none"

    def _against(self, name: str, value: Any) -> Iterator[str]:
        if name not in self._validators:
            asked = {"$ref": f"#/schemas/{name}", "schemas": self._schemas}
            self._validators[name] = Draft202012Validator(asked)
        worst = best_match(self._validators[name].iter_errors(value))
        if worst is not None:
            yield f"{name}.{'.'.join(map(str, worst.absolute_path))}: {worst.message[:300]}"


def _methods(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document.get("methods", {}).values()
    for resource in document.get("resources", {}).values():
        yield from _methods(resource)


def _ways(document: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Method]:
    """The addresses of a method: its own, and those for uploads."""
    own = f"/{document.get('servicePath', '')}{said.get('flatPath', said['path'])}"
    uploads = said.get("mediaUpload", {}).get("protocols", {}).values()
    for path in (own, *(protocol["path"] for protocol in uploads)):
        pattern = "[^/:]+".join(map(re.escape, _BLANK.split(path)))
        yield Method(said["httpMethod"], re.compile(pattern), len(_BLANK.findall(path)), said)


def _schema(said: Any) -> Any:
    """A discovery schema as JSON Schema, in which nothing may stand that is not described."""
    if isinstance(said, list):
        return [_schema(entry) for entry in said]
    if not isinstance(said, dict):
        return said
    kept = {name: value for name, value in said.items() if name in ("type", "enum", "items", "additionalProperties")}
    made = {name: _schema(value) for name, value in kept.items()}
    if made.get("type") == "any":
        del made["type"]
    if "$ref" in said:
        made["$ref"] = f"#/schemas/{said['$ref']}"
    if "properties" in said:
        made["properties"] = {name: _schema(value) for name, value in said["properties"].items()}
        made.setdefault("additionalProperties", False)
    return made
