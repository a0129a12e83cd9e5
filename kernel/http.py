"""What every router needs from a request."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from kernel.actor import Actor
from kernel.database import Database, Desk
from kernel.idempotency import Call, Reply, once, replay
from kernel.operations import Act, Finish, Operation, act, operate
from kernel.permissions import Permission
from kernel.secrets import Secrets
from kernel.work import Work

Prepared = TypeVar("Prepared")
Made = TypeVar("Made")
Result = TypeVar("Result")


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` is stable; `title` tells a person what happened and what to do."""

    model_config = ConfigDict(extra="allow")

    type: str
    code: str
    title: str
    status: int


TOLD = {
    401: "Nobody knows who asks.",
    403: "Whoever asks may not do this.",
    404: "There is no such thing, or whoever asks may not know of it.",
    409: "The thing is not in a state that allows it.",
    422: "What was asked for can never be right.",
    500: "Something failed on this side.",
    503: "Something does not answer: the same request may work later.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": told, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for status, told in TOLD.items()
}
"""What every route may answer when it refuses: for its `responses`."""

Doorkeeper = Callable[[str | None], Actor]
"""Says who asks, from the Authorization header. Wired by `oficina.app`."""


def wired(name: str) -> Any:
    """A part of the platform that `oficina.app` wired under this name."""

    def part(request: Request) -> Any:
        return getattr(request.app.state, name)

    return Depends(part)


def _desk(
    database: Annotated[Database, wired("database")],
    doorkeeper: Annotated[Doorkeeper, wired("doorkeeper")],
    authorization: Annotated[str | None, Header()] = None,
) -> Desk:
    return database.desk(doorkeeper(authorization))


AtDesk = Annotated[Desk, Depends(_desk)]


def permits(permission: Permission) -> Any:
    """The permission that a route asks for. Every route of the API names one, in its `dependencies`."""

    def permitted(desk: AtDesk) -> None:
        desk.actor.require(permission)

    permitted.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the routes
    return Depends(permitted)


@dataclass(frozen=True, slots=True)
class Once:
    """A desk that attends each call once. Every POST goes through one."""

    desk: Desk
    call: Call

    def act(self, use_case: Act[BaseModel], *, status: int = 201) -> JSONResponse:
        """One transaction, committed before the answer leaves: a 201 is a promise kept."""
        return _response(act(self.desk, use_case, self._finish(lambda view: view, status)))

    def operate(
        self,
        operation: Operation[Prepared, Made, Result],
        view: Callable[[Result], BaseModel],
        *,
        status: int = 201,
    ) -> JSONResponse:
        """The same for an operation; its effect is spared when the call was answered before."""
        with self.desk.reading() as work:
            answered = replay(work, self.call)
        return _response(answered or operate(self.desk, operation, self._finish(view, status)))

    def _finish(self, view: Callable[[Result], BaseModel], status: int) -> Finish[Result, Reply]:
        def finish(work: Work, do: Act[Result]) -> Reply:
            return once(work, self.call, lambda work: Reply(status, view(do(work)).model_dump(mode="json")))

        return finish


def _response(reply: Reply) -> JSONResponse:
    return JSONResponse(reply.body, reply.status)


async def _call(
    request: Request, secrets: Annotated[Secrets, wired("secrets")], idempotency_key: Annotated[UUID, Header()]
) -> Call:
    """The only thing that is awaited: the body, which the framework has read already.

    The digest is kept, and a body may hold a PIN: it is keyed, so that who reads the rows cannot try all PINs on it.
    """
    told = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Call(idempotency_key, secrets.digest("idempotency", hashlib.sha256(told).hexdigest()))


def _once(desk: AtDesk, call: Annotated[Call, Depends(_call)]) -> Once:
    return Once(desk, call)


DoOnce = Annotated[Once, Depends(_once)]
