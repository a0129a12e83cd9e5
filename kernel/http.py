"""What every router needs from a request."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from kernel.actor import Actor
from kernel.database import Database, Desk
from kernel.errors import Refused
from kernel.idempotency import Call, Reply, once, replay
from kernel.operations import Act, Finish, Operation, act, operate
from kernel.permissions import Permission
from kernel.problems import PROBLEMS, problems
from kernel.secrets import Secrets
from kernel.text import refuse_unsound
from kernel.work import Work

Prepared = TypeVar("Prepared")
Made = TypeVar("Made")
Result = TypeVar("Result")


__all__ = ["PROBLEMS", "AtDesk", "DoOnce", "Doorkeeper", "Noter", "Once", "permits", "problems", "sound", "wired"]

Doorkeeper = Callable[[str | None], Actor]
"""Says who asks, from the key that they show. Wired by `oficina.app`."""
Noter = Callable[[Desk, Refused], None]
"""Writes down that something was refused, where it matters that it was tried. Wired by `oficina.app`."""

KEY = HTTPBearer(auto_error=False, scheme_name="key", description="The key of a person or of a system.")


def wired(name: str) -> Any:
    """A part of the platform that `oficina.app` wired under this name."""

    async def part(request: Request) -> Any:  # what only looks does not go to a thread
        return getattr(request.app.state, name)

    return Depends(part)


def _desk(
    database: Annotated[Database, wired("database")],
    doorkeeper: Annotated[Doorkeeper, wired("doorkeeper")],
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(KEY)],
) -> Desk:
    return database.desk(doorkeeper(shown.credentials if shown else None))


AtDesk = Annotated[Desk, Depends(_desk)]


def permits(permission: Permission) -> Any:
    """The permission that a route asks for. Every route of the API names one, in its `dependencies`."""

    async def permitted(desk: AtDesk) -> None:
        desk.actor.require(permission)

    permitted.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the routes
    return Depends(permitted)


async def sound(request: Request) -> None:
    """Every route of the API asks for this: no JSON comes in that the database could not keep, or that is no text.

    A form with a file is read as it comes, by whoever takes the file: it asks `kernel.text` for the same.
    """
    told: dict[str, Any] = {"path": request.path_params, "query": dict(request.query_params)}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower().endswith("json"):
        with suppress(ValueError, RecursionError):  # the framework says so of itself
            told["body"] = await request.json()
    refuse_unsound(told)


@dataclass(frozen=True, slots=True)
class Once:
    """A desk that attends each call once. Every POST goes through one."""

    desk: Desk
    call: Call
    secrets: Secrets
    note: Noter

    def act(self, use_case: Act[BaseModel], *, status: int = 201) -> JSONResponse:
        """One transaction, committed before the answer leaves: a 201 is a promise kept."""
        with self._noted():
            return _response(act(self.desk, use_case, self._finish(lambda view: view, status)))

    def operate(
        self,
        operation: Operation[Prepared, Made, Result],
        view: Callable[[Result], BaseModel],
        *,
        status: int = 201,
    ) -> JSONResponse:
        """The same for an operation; its effect is spared when the call was answered before."""
        with self._noted():
            return _response(operate(self.desk, operation, self._finish(view, status), self._again))

    def reveal(self, use_case: Act[BaseModel], *, status: int = 201) -> JSONResponse:
        """For an answer that holds a secret: the kept reply is wrapped, and opens only for the same call."""
        purpose = f"kept-reply/{self.call.key}"

        def finish(work: Work, do: Act[BaseModel]) -> Reply:
            def kept(work: Work) -> Reply:
                return Reply(status, {"wrapped": self.secrets.wrap(purpose, do(work).model_dump_json().encode()).hex()})

            return once(work, self.call, kept)

        reply = act(self.desk, use_case, finish)
        shown = self.secrets.unwrap(purpose, bytes.fromhex(reply.body["wrapped"]))
        return _response(Reply(reply.status, json.loads(shown)))

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """What was refused left nothing; that it was tried is an act of its own."""
        try:
            yield
        except Refused as refusal:
            if refusal.logged:
                self.note(self.desk, refusal)
            raise

    def _again(self, work: Work) -> Reply | None:
        return replay(work, self.call)

    def _finish(self, view: Callable[[Result], BaseModel], status: int) -> Finish[Result, Reply]:
        def finish(work: Work, do: Act[Result]) -> Reply:
            return once(work, self.call, lambda work: Reply(status, view(do(work)).model_dump(mode="json")))

        return finish


def _response(reply: Reply) -> JSONResponse:
    return JSONResponse(reply.body, reply.status, headers={"Cache-Control": "no-store"})


async def _call(
    request: Request, secrets: Annotated[Secrets, wired("secrets")], idempotency_key: Annotated[UUID, Header()]
) -> Call:
    """The only thing that is awaited: the body, which the framework has read already.

    The digest is kept, and a body may hold a PIN: it is keyed, so that who reads the rows cannot try all PINs on it.
    """
    told = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Call(idempotency_key, secrets.digest("idempotency", hashlib.sha256(told).hexdigest()))


async def _once(
    desk: AtDesk,
    call: Annotated[Call, Depends(_call)],
    secrets: Annotated[Secrets, wired("secrets")],
    note: Annotated[Noter, wired("noter")],
) -> Once:
    return Once(desk, call, secrets, note)


DoOnce = Annotated[Once, Depends(_once)]
