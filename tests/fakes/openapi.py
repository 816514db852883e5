"""Holds requests and answers against a platform's published OpenAPI document, in this process.

The documents are not part of the project: SMMDESK_SPECS names the folder where they lie.
"""

import functools
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openapi_core
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.paths.exceptions import OperationNotFound, PathNotFound
from werkzeug.datastructures import Headers, ImmutableMultiDict

from .exchange import Answer, Request

DESCRIBED = ("/api/", "/oauth/")
HOST = "https://mastodon.example"
MULTIPART = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"


def document(name: str) -> Path | None:
    """The path of a document, or None where SMMDESK_SPECS is not set. Raises FileNotFoundError where it lies."""
    folder = os.environ.get("SMMDESK_SPECS")
    if not folder:
        return None
    path = Path(folder) / name
    if not path.is_file():
        raise FileNotFoundError(f"SMMDESK_SPECS names {folder}, where {name} is missing")
    return path


@dataclass(frozen=True)
class Violation:
    """Something that the document forbids. `side` is "request" or "answer"."""

    side: str
    method: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.side} of {self.method} {self.path}: {self.reason}"


class Contract:
    """A document to hold exchanges against; `described` are the beginnings of the paths that it describes."""

    def __init__(
        self,
        api: OpenAPI,
        parameters: Mapping[tuple[str, str], set[str]],
        described: tuple[str, ...] = DESCRIBED,
    ) -> None:
        self._api = api
        self._parameters = parameters
        self._described = described

    def violations(self, request: Request) -> list[Violation]:
        """What the document says against a request and its answer."""
        question = _Question(request)
        found = [self._unknown_parameters(request)]
        found.append(self._violation("request", request, lambda: self._api.validate_request(question)))
        if request.answer is not None and not _for_people(request.answer):
            reply = _Reply(request.answer)
            found.append(self._violation("answer", request, lambda: self._api.validate_response(question, reply)))
        return [violation for violation in found if violation is not None]

    def _unknown_parameters(self, request: Request) -> Violation | None:
        fitting = [
            (template.count("{"), known)
            for (method, template), known in self._parameters.items()
            if method == request.method.lower() and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), request.path)
        ]
        if not fitting:
            return None
        _, known = min(fitting, key=lambda entry: entry[0])  # accounts/search is no account
        unknown = {name.removesuffix("[]") for name, _ in request.query} - known
        words = f"unknown parameters {sorted(unknown)}"
        return Violation("request", request.method, request.path, words) if unknown else None

    def _violation(self, side: str, request: Request, check: Any) -> Violation | None:
        try:
            check()
        except (PathNotFound, OperationNotFound) as error:
            if _for_people(request.answer) or not request.path.startswith(self._described):
                return None
            return Violation(side, request.method, request.path, _reason(error))
        except openapi_core.exceptions.OpenAPIError as error:
            return Violation(side, request.method, request.path, _reason(error))
        return None


def _for_people(answer: Answer | None) -> bool:
    return answer is not None and ("html" in answer.content_type or 300 <= answer.status < 400)


class _Question:
    """openapi_core.protocols.Request over one of ours."""

    host_url = HOST

    def __init__(self, request: Request) -> None:
        self.path = request.path
        self.method = request.method.lower()
        self.body = request.body or None
        self.content_type = request.headers.get("content-type", "")
        pairs = [(name.removesuffix("[]"), value) for name, value in request.query]
        headers = Headers(list(request.headers.items()))
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(pairs), header=headers, cookie=ImmutableMultiDict()
        )


class _Reply:
    """openapi_core.protocols.Response over one of ours."""

    def __init__(self, answer: Answer) -> None:
        self.data = answer.content()
        self.status_code = answer.status
        self.content_type = answer.content_type
        self.headers = Headers(list(answer.headers.items()))


def _reason(error: BaseException) -> str:
    """The innermost thing that is wrong, in one line."""
    cause: BaseException | None = error
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    while cause is not None:
        errors = list(getattr(cause, "schema_errors", None) or [])
        worst = best_match([each for each in errors if each.validator != "unevaluatedProperties"] or errors)
        if worst is not None:
            return f"{'.'.join(map(str, worst.absolute_path)) or 'body'}: {worst.message[:400]}"
        cause = cause.__cause__
    return said[:400]


@functools.cache
def mastodon_contract() -> Contract | None:
    """Mastodon's document with its known defects mended, or None where SMMDESK_SPECS is not set."""
    path = document("mastodon-openapi.json")
    if path is None:
        return None
    api = json.loads(path.read_text("utf-8"))
    api["servers"] = [{"url": HOST}]
    for name, field in (("Quote", "quoted_status"), ("ShallowQuote", "quoted_status_id")):
        api["components"]["schemas"][name]["required"] = ["state", field]  # else each quote is both of them
    parameters = {}
    for template, operations in api["paths"].items():
        for method, operation in operations.items():
            _mend(operation)
            parameters[method, template] = {each["name"] for each in operation.get("parameters", [])}
    return Contract(OpenAPI.from_dict(api, config=openapi_core.Config(spec_validator_cls=None)), parameters)


@functools.cache
def x_contract() -> Contract | None:
    """X's document with both names for the fields of posts, or None where SMMDESK_SPECS is not set.

    Scopes are the fake's own business; a piece of a file is bytes, and its number is text in a form.
    """
    path = document("x-openapi.json")
    if path is None:
        return None
    api = json.loads(path.read_text("utf-8"))
    api["servers"] = [{"url": HOST}]
    shared, parameters = api["components"]["parameters"], {}
    piece = api["components"]["schemas"]["AppendMediaUploadRequest"]["properties"]
    piece["media"], piece["segment_index"] = {}, {"type": "string", "pattern": "^[0-9]{1,3}$"}
    for template, operations in api["paths"].items():
        for method, operation in operations.items():
            operation.pop("security", None)
            each = [
                shared[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
                for one in operation.get("parameters", [])
            ]
            names = {one["name"] for one in each}
            parameters[method, template] = names | ({"tweet.fields"} if "post.fields" in names else set())
    made = OpenAPI.from_dict(api, config=openapi_core.Config(spec_validator_cls=None))
    return Contract(made, parameters, ("/2/",))


def _mend(operation: dict[str, Any]) -> None:
    """Servers read JSON, forms and multipart alike, refuse with 403 for a missing scope, and take any key's text.

    Scopes are the fake's own business: openapi-core does not know OAuth.
    """
    operation.pop("security", None)
    for parameter in operation.get("parameters", []):
        if parameter.get("name") == "Idempotency-Key":
            parameter["schema"] = {"type": "string"}
    operation["responses"].setdefault("403", operation["responses"]["401"])
    content = operation.get("requestBody", {}).get("content", {})
    described = next(iter(content.values()), None)
    if described is None:
        return
    schema = described["schema"]
    schema["unevaluatedProperties"] = False  # a misspelt field is a fault of ours
    if "oneOf" in schema:
        schema["anyOf"] = schema.pop("oneOf")  # a status may well have text and media
    fields = schema.get("properties", {})
    for name, field in list(fields.items()):
        if field.get("format") == "binary":
            fields[name] = {}
        elif name.endswith("[]"):  # a form's spelling of a list of objects
            fields[name.removesuffix("[]")] = {"type": "array", "items": {"type": "object"}}
    for kind in ("application/json", FORM, MULTIPART):
        content.setdefault(kind, described)
