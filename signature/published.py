"""What the demonstration's authorities publish: with it a stranger judges its signatures with tools of their own."""

from enum import StrEnum
from typing import Annotated

from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import APIRouter, Path, Response

from kernel.database import Database
from kernel.http import PROBLEMS, wired
from signature import certificates
from signature.errors import NothingPublished
from signature.pki import PUBLISHED, Demonstration

FRESH = {"Cache-Control": "public, max-age=3600"}


class Publishing(StrEnum):
    ROOT, ISSUER = "root", "issuer"


class Shape(StrEnum):
    CERTIFICATE, PEM, CRL = "cer", "pem", "crl"


TYPES = {
    Shape.CERTIFICATE: "application/pkix-cert",
    Shape.PEM: "application/x-pem-file",
    Shape.CRL: "application/pkix-crl",
}
BINARY = {"schema": {"type": "string", "format": "binary"}}

router = APIRouter(prefix=PUBLISHED.removeprefix("/v1"), tags=["verification"], responses=PROBLEMS)


@router.get(
    "/{authority}.{shape}",
    response_class=Response,
    responses={200: {"description": "As files.", "content": dict.fromkeys(TYPES.values(), BINARY)}},
)
def published(
    authority: Annotated[Publishing, Path(examples=["root"])],
    shape: Annotated[Shape, Path(examples=["pem"])],
    demonstration: Annotated[Demonstration, wired("demonstration")],
    database: Annotated[Database, wired("database")],
) -> Response:
    """A certificate of the demonstration's authorities, or what they revoked (RFC 5280). Without legal value."""
    now = database.clock()
    pki = demonstration.published(now)
    if pki is None:
        raise NothingPublished("Esta oficina no tiene firmas de demostración: no hay autoridad que publicar.")
    told = pki.root if authority is Publishing.ROOT else pki.issuer
    match shape:
        case Shape.CRL:
            content = certificates.crl(told, now).public_bytes(Encoding.DER)
        case Shape.PEM:
            content = told.certificate.public_bytes(Encoding.PEM)
        case _:
            content = told.certificate.public_bytes(Encoding.DER)
    return Response(content, media_type=TYPES[shape], headers=FRESH)
