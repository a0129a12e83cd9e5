"""Signatures that are made elsewhere (FirmaGob), between two transactions: whoever dies on the way loses nothing.

The first keeps the bytes that wait for their signature; what comes back is kept, in one of its own, before it is used;
the last adds the version. Asked again at any point, the same bytes are signed, or what came back is used: nothing is
signed twice, and there is one version.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import select

import audit.service as audit
import institutions.service as institutions
from documents.errors import ChangedMeanwhile
from documents.storage import Blob
from kernel.actor import Actor
from kernel.database import Desk
from kernel.operations import act
from kernel.points import Point, reached
from kernel.rut import Rut
from kernel.secrets import Secrets
from kernel.work import Work
from signature import complete, marking, pades
from signature.access import access_of
from signature.aging import called
from signature.complete import Complete
from signature.errors import (
    CertificateNotInForce,
    NoRemoteAccess,
    RemoteAnswerRefused,
    SignatureNotMade,
    TimestampUnavailable,
)
from signature.held import LASTS, Claim, Held, end, still_good, untouched
from signature.jobs import FinishSigning
from signature.marking import Key, Mark, Opening, Workshop
from signature.models import RemoteSigning, RemoteState
from signature.providers import Providers
from signature.providers.elsewhere import Address, address_in, is_elsewhere
from signature.providers.firmagob import ATTENDED, UNATTENDED, Access, FirmaGob, Signed, Signing
from signature.providers.lasting import refuse_out_of_date
from signature.reopening import Hole, fill

GRACE = timedelta(seconds=30)
"""How long whoever asked has to finish, before a job does."""
ROOM = 65_536
"""Of the hole: nobody here knows how long a CMS they send, and a timestamp is added to it."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A key that FirmaGob keeps, and what it takes to have it sign. The code is in no row, job or traceback."""

    actor: Actor
    subject_id: UUID
    access: Access
    signing: Signing
    address: Address
    claim: Claim | None = None
    shown: institutions.Shown | None = field(default=None, repr=False)

    def put(self, workshop: Workshop, mark: Mark) -> Blob:
        desk = desk_of(workshop, self.actor)
        held = self.prepared(workshop, desk, mark)
        if held.cms is None:
            digest, at = bytes.fromhex(held.hole.digest), desk.database.clock()
            signed = service_of(workshop.providers).sign(self.access, self.signing, (digest,), at)
            held = self.kept(workshop, desk, held, signed)
        return finish(workshop, desk, held)

    def over(self, workshop: Workshop, mark: Mark, file: Path) -> None:
        """What is made once and kept by nobody here has nothing to be remembered for: it is asked for again."""
        hole, at = _hole_in(workshop, mark, self.address, file), desk_of(workshop, self.actor).database.clock()
        signed = service_of(workshop.providers).sign(self.access, self.signing, (bytes.fromhex(hole.digest),), at)
        answer = _judged(signed.cms[0], hole, self.signing.run, mark.at)
        _filled(workshop, file, hole, mark.field, answer, at)

    def level(self, work: Work, mark: Mark, *, timed: bool) -> str:
        row = self._row(work, mark)
        return level_of(row, timed=timed) if row else called("B-B", pades=False)

    def settled(self, work: Work, mark: Mark) -> None:
        row = self._row(work, mark, lock=True)
        if row is not None:
            end(work, row, RemoteState.DONE)

    def kept(self, workshop: Workshop, desk: Desk, held: Held, signed: Signed, grace: timedelta = GRACE) -> Held:
        return _kept(desk, lambda work: self._keep(work, workshop, held, signed, grace))

    def prepared(self, workshop: Workshop, desk: Desk, mark: Mark) -> Held:
        """The bytes that wait for this signature: those that there are, while they may be asked for; or new ones."""
        with desk.reading() as work:
            row = self._row(work, mark)
            if row is not None and still_good(row, work.now):
                return Held.of(row)
        blob, hole = _with_hole(workshop, mark, self.address)
        return _kept(desk, lambda work: self._remember(work, mark, blob, hole))

    def _remember(self, work: Work, mark: Mark, blob: Blob, hole: Hole) -> Held:
        """The first to remember has prepared it: whoever did so at the same moment takes theirs."""
        fresh = RemoteSigning(
            institution_id=work.institution_id,
            subject_id=self.subject_id,
            field=mark.field,
            source=mark.blob,
            run=str(self.signing.run),
            prepared=blob.name,
            digest=hole.digest,
            begins=hole.begins,
            ends=hole.ends,
            began=hole.began,
            signing_at=mark.at,
            deadline=work.now + LASTS,
            claim=self.claim.told() if self.claim else None,
        )
        row = self._row(work, mark, lock=True)
        if row is None and work.add_unless_there(fresh):
            return Held.of(fresh)
        row = row or self._row(work, mark, lock=True)
        if row is None or still_good(row, work.now):
            return Held.of(row or fresh)
        for name in ("prepared", "digest", "begins", "ends", "began", "signing_at", "deadline", "claim"):
            setattr(row, name, getattr(fresh, name))
        row.state, row.cms = RemoteState.PREPARED, None
        return Held.of(row)

    def _keep(self, work: Work, workshop: Workshop, held: Held, signed: Signed, grace: timedelta) -> Held:
        """Keep what came back, before anything is done with it. Of two answers the first one counts."""
        row = work.find(RemoteSigning, lock=True, id=held.id)
        if row is None or untouched(work, row).digest != held.hole.digest:
            raise ChangedMeanwhile("El documento se preparó de nuevo mientras se firmaba: intente otra vez.")
        if row.cms is not None:
            return Held.of(row)
        if self.shown is not None:
            institutions.spend_factor(work, institutions.Gate.of(workshop.secrets, workshop.public_url), self.shown)
        row.cms, row.audit_key, row.answered_at = signed.cms[0], signed.audit_key, work.now
        row.state, row.trouble = RemoteState.ANSWERED, None
        if self.claim:
            row.claim = self.claim.told()
            work.enqueue(FinishSigning(row.id), due_at=work.now + grace)
        audit.record(
            work,
            "signature.answered-elsewhere",
            self.subject_id,
            field=row.field,
            digest=row.digest,
            audit_key=signed.audit_key,
        )
        return Held.of(row)

    def _row(self, work: Work, mark: Mark, *, lock: bool = False) -> RemoteSigning | None:
        query = select(RemoteSigning).where(
            RemoteSigning.institution_id == work.institution_id,
            RemoteSigning.subject_id == self.subject_id,
            RemoteSigning.field == mark.field,
            RemoteSigning.source == mark.blob,
            RemoteSigning.run == str(self.signing.run),
        )
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        row = work.session.scalar(query)
        return row and untouched(work, row)


def opening(
    work: Work,
    secrets: Secrets,
    key: Key,
    subject_id: UUID,
    claim: Claim | None = None,
) -> Opening:
    """The key itself where it is at hand; where FirmaGob keeps it, how it is asked to sign."""
    if not is_elsewhere(key.p12):
        return key
    address = address_in(key.p12)
    purpose = ATTENDED if address.attended else UNATTENDED
    signing = Signing(address.run, purpose, key.pin if address.attended else None)
    return Elsewhere(work.actor, subject_id, access_of(work, secrets), signing, address, claim)


def finish(workshop: Workshop, desk: Desk, held: Held) -> Blob:
    """Put what came back where it belongs, with our timestamp over it, and look for it again. Or forget it."""
    try:
        answer = _judged(held.cms or b"", held.hole, held.run, held.signing_at)
        with TemporaryDirectory(prefix="oficina-firma-") as folder:
            file = Path(folder, "signed.pdf")
            marking.bring(workshop.blobs, held.prepared, file)
            _filled(workshop, file, held.hole, held.field, answer, desk.database.clock())
            return workshop.blobs.put(marking.chunks(file))
    except (RemoteAnswerRefused, CertificateNotInForce, SignatureNotMade) as refusal:
        with desk.writing() as work:
            _forget(work, held, refusal.code)
        raise


def _kept(desk: Desk, remember: Callable[[Work], Held]) -> Held:
    """What was made outside of any transaction is remembered in one of its own."""
    reached(Point.AFTER_BLOB)
    return act(desk, remember, lambda work, use_case: use_case(work))


def _judged(cms: bytes, hole: Hole, run: Rut, signing_at: datetime) -> Complete:
    answer = complete.read(cms, bytes.fromhex(hole.digest))
    complete.refuse_of_another(answer, run)
    refuse_out_of_date(answer.certificate, signing_at)
    return answer


def _filled(workshop: Workshop, file: Path, hole: Hole, field: str, answer: Complete, at: datetime) -> None:
    fill(file, hole, _stamped(workshop, answer, at))
    pades.look_again(workshop.sandbox, file, hole, field, answer.certificate, at)


def _stamped(workshop: Workshop, answer: Complete, at: datetime) -> bytes:
    def token(signature: bytes) -> bytes:
        return workshop.timestamper.token(hashlib.sha256(signature).digest(), at)

    try:
        return complete.with_timestamp(answer, token)
    except TimestampUnavailable:
        if not workshop.signs_without_time:
            raise
        return answer.cms


def _forget(work: Work, held: Held, why: str) -> None:
    """What came back is no use: the same bytes may be asked for again."""
    row = work.find(RemoteSigning, lock=True, id=held.id)
    if row is not None and row.state == RemoteState.ANSWERED and row.cms == held.cms:
        row.state, row.cms, row.trouble = RemoteState.PREPARED, None, why
        audit.record(work, "signature.answer-refused", row.subject_id, field=row.field, why=why)


def _with_hole(workshop: Workshop, mark: Mark, address: Address) -> tuple[Blob, Hole]:
    with TemporaryDirectory(prefix="oficina-firma-") as folder:
        file = Path(folder, "prepared.pdf")
        marking.bring(workshop.blobs, mark.blob, file)
        hole = _hole_in(workshop, mark, address, file)
        return workshop.blobs.put(marking.chunks(file)), hole


def _hole_in(workshop: Workshop, mark: Mark, address: Address, file: Path) -> Hole:
    return pades.prepare(
        workshop.sandbox,
        file,
        marking.field_of(workshop, mark, file),
        mark.at,
        reason=mark.stamp.reason,
        location=mark.location,
        room=ROOM,
        kind=address.kind,
    )


def level_of(row: RemoteSigning, *, timed: bool) -> str:
    """How far what came back goes, with our timestamp if there is always one: what it says itself decides."""
    answer = complete.read(row.cms or b"", bytes.fromhex(row.digest))
    return called("B-T" if timed or answer.timestamped else "B-B", pades=answer.names_certificate)


def service_of(providers: Providers) -> FirmaGob:
    if providers.firmagob is None:
        raise NoRemoteAccess(
            "Esta oficina no habla con FirmaGob: pida a quien opera la máquina que fije OFICINA_FIRMAGOB_URL."
        )
    return providers.firmagob


def desk_of(workshop: Workshop, actor: Actor) -> Desk:
    assert workshop.database is not None  # noqa: S101 -- the platform gives it; only a command without an office does not
    return workshop.database.desk(actor)
