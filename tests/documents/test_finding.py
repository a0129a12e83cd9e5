from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import typst
from starlette.testclient import TestClient

import documents.service as documents
import search.service as search
from documents import texts
from documents.extraction import Extractor
from documents.storage.base import StoreUnavailable
from documents.storage.folder import FolderBlobs
from kernel.errors import Unavailable
from oficina.platform import Platform
from search.entries import File
from search.operations import rebuild
from search.readings import Told
from search.service import Wanted
from tests.documents.papers import a_pdf_that_says
from tests.offices import Office, a_document, a_sealed_document, do_all_jobs, eventually


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

    assert rebuild(platform.database, platform.index, platform.sources, platform.extract, [ministry.id]) == len(
        documents_there
    )
    assert found(platform, ministry, "antecedentes") == 3


def test_the_text_of_a_pdf_is_read_in_the_sandbox(platform: Platform) -> None:
    read = Extractor(platform.blobs, platform.sandbox)
    pdf = platform.blobs.put([a_pdf_that_says("Declárase la emergencia en la comuna.")]).name

    assert "Declárase la emergencia" in read(File("Decreto.pdf", pdf)).text
    for content in (b"not a pdf", b"%PDF-1.7 nor this"):
        assert read(File("Otro.pdf", platform.blobs.put([content]).name)) == Told("", ("",)), (
            "it says that it was not read"
        )


def test_a_store_that_is_down_is_waited_for(platform: Platform) -> None:
    with pytest.raises(Unavailable):
        Extractor(Down(), platform.sandbox)(File("x.pdf", "0" * 64))


class Down(FolderBlobs):
    """A store that does not answer."""

    def __init__(self) -> None:
        """It has no folder."""

    def get(self, name: str) -> Iterator[bytes]:
        raise StoreUnavailable("El almacén no responde: intente de nuevo.")


def test_a_document_is_found_by_what_goes_with_it_for_as_long_as_it_does(
    client: TestClient, platform: Platform, ministry: Office
) -> None:
    document = a_document(platform, ministry).id
    path = f"/documents/{document}/attachments"
    attached = [
        attach(client, ministry, path, "Informe.pdf", a_pdf_that_says("Sobre las bodegas")),
        attach(client, ministry, path, "plano-costanera.dwg", b"DWG"),
        attach(client, ministry, path, "roto.pdf", b"%PDF-1.7 nothing"),
    ]
    for typed in ("bodega", "costanera", "roto", "antecedentes"):
        eventually(lambda typed=typed: found(platform, ministry, typed) == 1)  # type: ignore[misc]  # bound here

    for each in attached:
        assert ministry.post(client, f"{path}/{each}/removal").status_code == 201
    for typed in ("bodega", "costanera"):
        eventually(lambda typed=typed: found(platform, ministry, typed) == 0)  # type: ignore[misc]  # bound here
    assert found(platform, ministry, "antecedentes") == 1


def attach(client: TestClient, office: Office, path: str, name: str, file: bytes) -> str:
    headers = office.headers | {"Idempotency-Key": str(uuid4())}
    answer = client.post(f"/v1{path}", headers=headers, files={"file": (name, file, "application/octet-stream")})
    return str(answer.json()["id"])


def test_a_text_without_end_is_read_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LONGEST", 9)
    (tmp_path / "long.pdf").write_bytes(typst.compile(b"Declarase #pagebreak() la emergencia"))

    assert texts.pdf_text(str(tmp_path / "long.pdf")) == "Declarase"
