"""PAdES signatures, each one more incremental update: the only module that makes them.

The file is opened where it can do no harm (`signature.holes`); here its digest is signed and timestamped, the hole is
filled, and the whole is read once more.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cryptography import x509

from kernel.sandbox import USUAL, Sandbox
from signature.errors import SignatureNotMade, TimestampUnavailable
from signature.holes import open_hole
from signature.placing import open_here
from signature.providers import Signer
from signature.reopening import Hole, fill, holds
from signature.report import examine
from signature.timestamps import Timestamper
from signature.writing import signed_data


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Where the signature goes (page from 1, points from the lower left corner), and what is seen there."""

    name: str
    page: int
    box: tuple[float, float, float, float]
    stamp: Path | None
    tooltip: str


def sign(  # noqa: PLR0913 -- all that a signature says
    sandbox: Sandbox,
    file: Path,
    *,
    key: Signer,
    field: FieldSpec,
    reason: str,
    location: str,
    timestamper: Timestamper | None,
    at: datetime,
    without_time: bool = False,
) -> None:
    """Write after the bytes of a file one signature: PAdES B-T, or B-B where nobody tells the time.

    That is where there is no timestamper, or where none answers and it may be signed `without_time`.
    """
    key.refuse_out_of_date(at)
    hole = prepare(sandbox, file, field, at, reason=reason, location=location)
    fill(file, hole, _signature_over(bytes.fromhex(hole.digest), key, timestamper, at, without_time=without_time))
    look_again(sandbox, file, hole, field.name, key.certificate, at)


def prepare(
    sandbox: Sandbox, file: Path, field: FieldSpec, at: datetime, *, reason: str, location: str, **more: int | str
) -> Hole:
    """Write after the bytes of a file the revision of a signature, without the signature.

    A file of the ordinary kind needs no more than `signature.placing` reads of it; any other is for the library that
    knows all kinds, and is opened where it can do no harm.
    """
    told = {
        "name": field.name,
        "page": field.page,
        "box": field.box,
        "tooltip": field.tooltip,
        "reason": reason,
        "location": location,
        **more,
    }
    hole = open_here(file, field.stamp, told, at)
    if hole is not None:
        return hole
    limits = replace(USUAL, file=USUAL.file + file.stat().st_size)
    return Hole(**sandbox.call(open_hole, str(file), str(field.stamp) if field.stamp else None, told, limits=limits))


def look_again(
    sandbox: Sandbox, file: Path, hole: Hole, field: str, certificate: x509.Certificate, at: datetime
) -> None:
    """A signature that cannot be found again as it was meant is none."""
    if not holds(file, hole, field, certificate) or (_is_looked_at_whole(hole) and not _whole(sandbox, file, at)):
        raise SignatureNotMade("La firma no quedó bien hecha y se descartó: intente de nuevo.", field=field)


def _signature_over(
    digest: bytes, key: Signer, timestamper: Timestamper | None, at: datetime, *, without_time: bool
) -> bytes:
    try:
        return signature_over(digest, key, timestamper, at)
    except TimestampUnavailable:
        if not without_time:
            raise
        return signature_over(digest, key, None, at)


def signature_over(digest: bytes, key: Signer, timestamper: Timestamper | None, at: datetime) -> bytes:
    """The CMS over a digest, with its timestamp if anybody is to give one."""

    def stamped(signature: bytes) -> bytes:
        assert timestamper is not None  # noqa: S101 -- it is asked for only then
        return timestamper.token(hashlib.sha256(signature).digest(), at)

    return signed_data(digest, key.certificate, key.chain, key.sign, stamped=stamped if timestamper else None)


def _is_looked_at_whole(hole: Hole) -> bool:
    """One in a hundred, and always the same ones."""
    return int(hole.digest[:8], 16) % 100 == 0


def _whole(sandbox: Sandbox, file: Path, at: datetime) -> bool:
    """What the verifier says of it, trusting nobody: nothing in it may be wrong."""
    told = sandbox.call(examine, str(file), [], at.isoformat())
    return told["verdict"] != "invalid" and bool(told["signatures"])
