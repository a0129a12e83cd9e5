"""From a sheet to a document: what is done when somebody saves it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile

import correspondence.service as correspondence
import documents.service as documents
import institutions.service as institutions
from documents.drafting import Beginning
from documents.errors import FileEmpty
from documents.forms import AccessForm
from documents.kinds import kind as kind_named
from documents.operations import DraftDocument, Incoming, Ready, RedraftDocument
from documents.service import Access, DraftFields, Kind, Source
from documents.storage import Blob
from documents.uploads import too_large
from kernel.errors import Refused
from kernel.text import refuse_unsound
from kernel.work import Work
from oficina.web.forms import Filled, FormRefused, Wrong
from oficina.web.visits import Visit
from oficina.web.writing.sheet import Sheet

AT = {"level": "level", "cause": "cause", "until": "until"}
CHUNK = 1 << 20
USUAL = "oficio-ordinario"
FIELDS = {
    "document-changed-meanwhile": "contenido",
    "access-level-not-of-this-kind": "level",
    "access-cause-missing": "cause",
    "unknown-institution": "distribution",
    "recipient-left": "distribution",
    "antecedent-not-found": "antecedents",
    "file-too-large": "archivo",
    "file-empty": "archivo",
    "no-chief": "encargo",
    "chief-not-said": "encargo",
}
"""Where on the page stands what a refusal is about, when it does not say so itself."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Begin a document, and say what it answers, if it does."""

    draft: DraftDocument
    answers: UUID | None = None
    tells: UUID | None = None
    """The petition of which it tells the person where it was sent."""

    def prepare(self, work: Work) -> Ready:
        return self.draft.prepare(work)

    def effect(self, ready: Ready, /) -> Blob:
        return self.draft.effect(ready)

    def settle(self, work: Work, ready: Ready, blob: Blob, /) -> documents.Document:
        document = self.draft.settle(work, ready, blob)
        if self.answers:
            correspondence.answer(work, self.answers, document_id=document.id)
        if self.tells:
            correspondence.tell(work, self.tells, document_id=document.id)
        return document


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Write it again, and change who may read it where that was changed."""

    redraft: RedraftDocument
    access: Access

    def prepare(self, work: Work) -> Ready:
        return self.redraft.prepare(work)

    def effect(self, ready: Ready, /) -> Blob:
        return self.redraft.effect(ready)

    def settle(self, work: Work, ready: Ready, blob: Blob, /) -> documents.Document:
        document = self.redraft.settle(work, ready, blob)
        held = (document.access_cause, document.access_until, document.sensitive, document.access_warning)
        before = Access(document.access_level, *held)
        asked = replace(self.access, level=self.access.level or before.level, warning=before.warning)
        if asked != before:
            documents.change_access(work, document.id, asked)
        return document


def fields_from(form: Filled, sheet: Sheet, kind: Kind) -> DraftFields:
    return form.into(DraftFields, sheet.given(kind))


def access_from(form: Filled, sheet: Sheet) -> Access:
    return form.into(AccessForm, sheet.access(), at=AT).access()


def beginning(visit: Visit, form: Filled, sheet: Sheet, kind: Kind, source: Source = Source.DRAFTED) -> Beginning:
    """It is of the unit of the post in which it is written, and of the office that serves it."""
    given: dict[str, Any] = {"behalf_post_id": next(iter(form.ids("encargo")), None)}
    if visit.session.post_id:
        with visit.desk.reading() as work:
            unit = institutions.unit(work, institutions.post(work, visit.session.post_id).unit_id)
            given |= {"unit_id": unit.id, "office_id": unit.office_id}
    fields, access = fields_from(form, sheet, kind), access_from(form, sheet)
    return Beginning(kind, fields, source, access, **given)


def begin(visit: Visit, form: Filled, sheet: Sheet, kind: Kind) -> Begin:
    draft = DraftDocument(
        visit.platform.blobs,
        beginning(visit, form, sheet, kind),
        correspondence.readable_receptions,
        unfinished=True,
    )
    return Begin(draft, next(iter(form.ids("answers")), None), next(iter(form.ids("tells")), None))


def rewrite(visit: Visit, form: Filled, sheet: Sheet, kind: Kind, document_id: UUID) -> Rewrite:
    basis = int(sheet.one["basis"]) if sheet.one["basis"].isdecimal() else 0
    redraft = RedraftDocument(
        visit.platform.blobs,
        document_id,
        fields_from(form, sheet, kind),
        basis,
        correspondence.readable_receptions,
        unfinished=True,
        kind=kind,
    )
    return Rewrite(redraft, access_from(form, sheet))


@contextmanager
def kept_aside(upload: UploadFile, largest: int) -> Iterator[Incoming]:
    """A file that came with a form, in a place of its own until it is read to the end."""
    with NamedTemporaryFile(prefix="oficina-") as kept:
        copyfileobj(upload.file, kept, CHUNK)
        kept.flush()
        if not kept.tell():
            raise FileEmpty("El archivo está vacío: revise que sea el que quería enviar.")
        if kept.tell() > largest:
            raise too_large(largest)
        path = Path(kept.name)

        def chunks() -> Iterator[bytes]:
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk

        refuse_unsound({"name": upload.filename})
        name = Path((upload.filename or "").replace("\\", "/")).name[:200] or "archivo"
        yield Incoming(path, chunks, name, upload.content_type or "application/octet-stream")


def sheet_of(form: Filled) -> tuple[Sheet, Kind]:
    sheet = Sheet.of_form(form)
    return sheet, kind_named(sheet.one["kind"] or USUAL)


def wrong_with(refusal: Refused) -> list[Wrong]:
    if isinstance(refusal, FormRefused):
        return list(refusal.wrong)
    field = str(refusal.facts.get("field") or FIELDS.get(refusal.code, "contenido")).partition(".")[0]
    return [
        Wrong(
            {"access_cause": "cause", "access_level": "level", "access_until": "until"}.get(field, field),
            refusal.message,
        )
    ]
