"""What anybody may ask, without signing in."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from kernel.database import Database
from kernel.http import wired
from signature import verification
from signature.limiter import Limiter
from signature.schemas import AuthenticView

router = APIRouter(prefix="/verification", tags=["verification"])


@router.get("/{code}")
def by_code(
    code: Annotated[str, Path(max_length=40, examples=["4F7K-9M2Q-XT3B-6W1H-5"])],
    request: Request,
    database: Annotated[Database, wired("database")],
    limiter: Annotated[Limiter, wired("verifications")],
) -> AuthenticView:
    """Whether the document that bears this code is authentic, and what it says, if it is not reserved."""
    limiter.count(request.client.host if request.client else "", database.clock())
    return AuthenticView.model_validate(verification.by_code(database, code), from_attributes=True)
