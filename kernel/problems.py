"""What an answer looks like when it refuses (RFC 9457), for whoever answers and for whoever describes the answers."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Where it is: `body.subject`, `query.limit`, `header.idempotency-key`.")
    detail: str


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` is stable; `detail` tells a person what happened and what to do."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:oficina:problem:not-allowed",
                    "code": "not-allowed",
                    "title": "No está permitido",
                    "status": 403,
                    "detail": "Su rol no permite esta acción: pídala a quien la tiene asignada en su institución.",
                    "permission": "documents.number",
                }
            ]
        },
    )

    type: str
    code: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = Field(default=None, description="Each field that is wrong, when it is the request.")


TOLD = {
    401: "Nobody knows who asks.",
    403: "Whoever asks may not do this.",
    404: "There is no such thing, or whoever asks may not know of it.",
    409: "The thing is not in a state that allows it.",
    422: "What was asked for can never be right.",
    429: "Asked too often: the same request works after `Retry-After` seconds.",
    500: "Something failed on this side.",
    503: "Something does not answer: the same request may work later.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the `responses` of a route that may refuse with these."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["properties"]["errors"]["anyOf"][0]["items"] = Fault.model_json_schema()
    schema.pop("$defs", None)
    return {status: {"description": TOLD[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}


PROBLEMS = problems(*TOLD)
"""What every route of the API may answer when it refuses."""
