"""What came back from elsewhere is put on its document, also when whoever asked for it did not live to do so."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import audit.service as audit
import documents.service as documents
from documents.storage import Blob
from kernel.actor import Actor
from kernel.work import Work
from signature import remote
from signature.held import Held, end, untouched
from signature.marking import Workshop
from signature.models import OPEN, RemoteSigning, RemoteState, SignatureRequest
from signature.operations import put_down
from signature.service import Decision, Standing


@dataclass(frozen=True, slots=True)
class Returned:
    """A signature that came back and is on no document yet."""

    held: Held
    actor: Actor
    useful: bool
    """Nothing else was put on the document since, and it is still asked for."""


@dataclass(frozen=True, slots=True)
class Finish:
    """Add the version that a person's signature made. Done already, or for nothing, it adds none."""

    workshop: Workshop
    signing_id: UUID

    def prepare(self, work: Work) -> Returned | None:
        row = work.find(RemoteSigning, id=self.signing_id)
        if row is None or row.state != RemoteState.ANSWERED or row.claim is None:
            return None
        return Returned(Held.of(untouched(work, row)), work.actor, _is_useful(work, row, row.claim))

    def effect(self, returned: Returned | None, /) -> Blob | None:
        if returned is None or not returned.useful:
            return None
        return remote.finish(self.workshop, remote.desk_of(self.workshop, returned.actor), returned.held)

    def settle(self, work: Work, returned: Returned | None, blob: Blob | None, /) -> None:
        if returned is None:
            return
        row = _locked(work, self.signing_id)
        if row.state != RemoteState.ANSWERED or row.claim is None:
            return
        if blob is None or not _is_useful(work, row, row.claim):
            end(work, row, RemoteState.STALE)
            audit.record(work, "signature.answer-not-used", row.subject_id, field=row.field, digest=row.digest)
            return
        asked = work.find(SignatureRequest, id=UUID(row.claim["request_id"]))
        assert asked is not None  # noqa: S101 -- it is useful
        level = remote.level_of(row, timed=not self.workshop.signs_without_time)
        put_down(work, asked, _decision(row.claim), blob, head=row.claim["head"], field=row.field, level=level)
        end(work, row, RemoteState.DONE)


def _is_useful(work: Work, row: RemoteSigning, claim: dict[str, Any]) -> bool:
    asked = work.find(SignatureRequest, id=UUID(claim["request_id"]))
    head = documents.get(work, row.subject_id).head
    return asked is not None and asked.state in OPEN and head == claim["head"]


def _locked(work: Work, signing_id: UUID) -> RemoteSigning:
    """The document first, as whoever signs does: two who finish at once do so one after the other."""
    row = work.find(RemoteSigning, id=signing_id)
    assert row is not None  # noqa: S101 -- no row of these ever leaves
    documents.get(work, row.subject_id, lock=True)
    return work.find(RemoteSigning, lock=True, id=signing_id) or row


def _decision(claim: dict[str, Any]) -> Decision:
    told = dict(claim["standing"])
    standing = Standing(UUID(told.pop("person_id")), **told)
    return Decision(standing, claim["seen_sha256"], claim["observations"])
