"""The routes of the API, as the program attends them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import FastAPI

from kernel.http import _desk
from kernel.permissions import Permission
from oficina.api import api
from oficina.web.routes import ROUTERS


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


@dataclass(frozen=True)
class PageRoute:
    """A page, or what one of its forms does: who may open it, or None when nobody is asked who they are."""

    method: str
    path: str
    enters: tuple[Permission, ...] | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def address(self) -> str:
        return re.sub(r"\{[^}]+\}", lambda named: _something(named[0]), self.path)

    def lets_in(self, permissions: frozenset[Permission]) -> bool:
        return not self.enters or not permissions.isdisjoint(self.enters)


def page_routes() -> Iterator[PageRoute]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    for included in app.routes:
        if not hasattr(included, "effective_route_contexts"):
            continue
        for context in included.effective_route_contexts():
            named = [call.page_of for call in _calls(context.dependant) if hasattr(call, "page_of")]
            for method in context.methods:
                yield PageRoute(method, context.path, named[0] if named else None)


def _calls(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)


def _something(parameter: str) -> str:
    return str(uuid4()) if parameter.endswith("id}") else "1"
