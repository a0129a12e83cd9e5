from pathlib import Path

import pytest
import typst

import documents.service as documents
import search.service as search
from documents import texts
from documents.entries import DocumentSource
from kernel.sandbox import SandboxCrashed
from oficina.platform import Platform
from search.operations import rebuild
from search.service import Wanted
from tests.offices import Office, a_document, a_sealed_document, do_all_jobs


def found(platform: Platform, office: Office, typed: str) -> int:
    return search.find(office.desk, platform.index, Wanted(typed)).total


def test_a_document_is_found_by_its_words_and_its_number(
    platform: Platform, ministry: Office, municipality: Office
) -> None:
    document = a_sealed_document(platform, ministry)
    do_all_jobs(platform)
    with ministry.desk.reading() as work:
        folio = documents.folio_of(work, documents.get(work, document.id))

    for typed in ("antecedente", str(folio), f"folio:{folio.number}/{folio.year}", document.unique_code, "tipo:oficio"):
        assert found(platform, ministry, typed) == 1, typed
        assert found(platform, municipality, typed) == 0, typed


def test_documents_are_read_again_from_the_rows(platform: Platform, ministry: Office) -> None:
    documents_there = [a_document(platform, ministry) for _ in range(3)]

    assert rebuild(platform.database, platform.index, platform.sources, [ministry.id]) == len(documents_there)
    assert found(platform, ministry, "antecedentes") == 3


def test_the_text_of_a_pdf_is_read_in_the_sandbox(platform: Platform) -> None:
    source = DocumentSource(platform.blobs, platform.sandbox)
    pdf = typst.compile("Declárase la emergencia en la comuna.".encode())

    assert "Declárase la emergencia" in source.text_of(platform.blobs.put([pdf]).name)
    with pytest.raises(SandboxCrashed):
        source.text_of(platform.blobs.put([b"not a pdf"]).name)


def test_a_text_without_end_is_read_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LONGEST", 9)
    (tmp_path / "long.pdf").write_bytes(typst.compile(b"Declarase #pagebreak() la emergencia"))

    assert texts.pdf_text(str(tmp_path / "long.pdf")) == "Declarase"
