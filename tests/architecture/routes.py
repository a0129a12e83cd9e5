"""The routes of the API, as the program attends them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from kernel.http import _desk
from kernel.permissions import Permission
from oficina.api import api


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    permissions: tuple[Permission, ...]
    identified: bool
    statuses: frozenset[int]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        """Somewhere that this route attends, with nothing there."""
        parts = self.path.split("/")
        return "/".join(_something(part) if part.startswith("{") else part for part in parts)


def routes() -> Iterator[Route]:
    app = FastAPI()
    app.include_router(api)
    for included in app.routes:
        if not hasattr(included, "effective_route_contexts"):
            continue
        for context in included.effective_route_contexts():
            calls = list(_calls(context.dependant))
            for method in context.methods:
                yield Route(
                    method,
                    context.path,
                    permissions=tuple(call.permission for call in calls if hasattr(call, "permission")),
                    identified=_desk in calls,
                    statuses=frozenset(int(status) for status in context.responses),
                )


def _calls(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


def _something(parameter: str) -> str:
    return str(uuid4()) if parameter.endswith("id}") else "1"
