"""Whatever is changed behind the program's back is named, and an untouched office is clean."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

import audit.service as audit
import documents.service as documents
from correspondence import exchange
from correspondence.models import ExchangeKind
from documents.models import Cause, Document, Version
from documents.storage.base import path_of
from kernel.database import Database
from oficina.admin import TaskRefused
from oficina.platform import Platform
from oficina.upkeep.verify import verify_against, verify_all
from tests.offices import Office, a_sealed_document, do_all_jobs, trust_in_seals


def nothing(*_: object) -> None:
    """Nobody watches."""


def faults(platform: Platform) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = verify_all(platform, {}, nothing)["faults"]
    return found


@pytest.fixture
def sealed(platform: Platform, ministry: Office) -> Document:
    """The second of two sealed documents."""
    a_sealed_document(platform, ministry)
    return a_sealed_document(platform, ministry)


def by_hand(owner: Database, office: Office, statement: str, **values: object) -> None:
    """What somebody with the owner's password could do behind the program's back."""
    with owner.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('oficina.institution', :id, true)"), {"id": str(office.id)})
        assert connection.execute(text(statement), values).rowcount == 1


@pytest.mark.usefixtures("sealed")
def test_an_untouched_office_is_clean(platform: Platform) -> None:
    trust_in_seals(platform)
    told = verify_all(platform, {}, nothing)
    assert (told["clean"], told["doubts"], told["checked"]["signed"]) == (True, [], 2)
    assert "signed" not in verify_all(platform, {"signatures": False}, nothing)["checked"]


def test_a_signature_that_is_no_longer_good_is_named_with_its_document_and_version(
    platform: Platform, ministry: Office, sealed: Document
) -> None:
    """The worst of forgers: content, rows and log agree, and only the signature tells."""
    with ministry.desk.writing() as work:
        document = documents.get(work, sealed.id, lock=True)
        pdf = bytearray(b"".join(platform.blobs.get(documents.head_version(work, document).blob)))
        pdf[pdf.index(b"/MediaBox") + 12] ^= 1
        version = documents.add_version(work, document, platform.blobs.put([bytes(pdf)]), Cause.SEALED)

    (fault,) = faults(platform)

    assert fault["where"] == f"versions {sealed.id} {version.number}"
    assert fault["what"].startswith("its signatures are invalid: La firma de")
    assert fault["institution"] == str(ministry.id)


def test_signatures_of_roots_that_are_not_trusted_are_doubts_and_no_faults(
    platform: Platform, sealed: Document
) -> None:
    told = verify_all(platform, {}, nothing)

    assert told["clean"]
    assert [str(sealed.id) in each["where"] for each in told["doubts"]] == [False, True]
    assert "No se puede confirmar quién emitió el certificado" in told["doubts"][0]["what"]


@pytest.mark.parametrize(
    "case",
    [
        ("UPDATE documents SET subject = 'Otra' WHERE sealed IS NOT NULL AND id = :id", "documents", "changed"),
        ("UPDATE folios SET number = 9 WHERE document_id = :id", "folios", "never given"),
        ("UPDATE folios SET number = 9 WHERE document_id = :id", "correlatives oficio", "nobody has N° 2"),
        ("DELETE FROM folios WHERE document_id = :id", "correlatives oficio", "nobody has N° 2"),
        ("UPDATE correlatives SET last = 7 WHERE year > 0", "correlatives oficio", "nobody has N° 7"),
        ("DELETE FROM versions WHERE number = 1 AND document_id = :id", "documents", "versions [1] are missing"),
        ("DELETE FROM versions WHERE number = 1 AND document_id = :id", "versions", "is missing"),
        ("DELETE FROM folios WHERE document_id = :id", "folios", "is missing"),
        ("UPDATE versions SET size = 1 WHERE number = 1 AND document_id = :id", "versions", "changed"),
        ("UPDATE audit_entries SET action = 'x' WHERE \"index\" = 0", "log", "was changed"),
    ],
)
def test_what_is_done_behind_its_back_is_named(
    platform: Platform, owner: Database, ministry: Office, sealed: Document, case: tuple[str, str, str]
) -> None:
    statement, where, what = case
    by_hand(owner, ministry, statement, **({"id": id_in(owner, sealed)} if ":id" in statement else {}))

    found = faults(platform)
    assert [each for each in found if each["where"].startswith(where) and what in each["what"]], found
    assert {each["institution"] for each in found} == {str(ministry.id)}


def id_in(owner: Database, document: Document) -> object:
    """SQLite keeps an id as 32 characters."""
    return document.id if owner.engine.dialect.name == "postgresql" else document.id.hex


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda file: file.write_bytes(b"x" + file.read_bytes()[1:]), "blob-altered"),
        (lambda file: file.unlink(), "blob-missing"),
    ],
)
def test_a_content_that_is_not_what_was_kept_is_named(
    platform: Platform, ministry: Office, sealed: Document, damage: Callable[[Any], object], code: str
) -> None:
    with ministry.desk.reading() as work:
        version = work.find(Version, document_id=sealed.id, number=2)
    assert version
    damage(platform.settings.home / "blobs" / path_of(version.blob))

    (fault,) = faults(platform)
    assert (fault["where"], fault["what"]) == (f"blob {version.blob}", code)


@pytest.mark.usefixtures("sealed")
def test_a_log_rewritten_whole_is_found_by_a_checkpoint_kept_elsewhere(
    platform: Platform, owner: Database, ministry: Office
) -> None:
    with ministry.desk.reading() as work:
        kept = audit.checkpoint_note(work)
    assert verify_against(platform, {"note": kept}, nothing)["clean"]

    by_hand(owner, ministry, "UPDATE audit_entries SET action = 'x' WHERE \"index\" = 0")

    (fault,) = verify_against(platform, {"note": kept}, nothing)["faults"]
    assert fault["what"].startswith("the log is not the one that was signed")


def test_a_file_that_is_no_checkpoint_is_refused(platform: Platform) -> None:
    with pytest.raises(TaskRefused, match="no contiene"):
        verify_against(platform, {"note": "hola"}, nothing)


def test_a_log_rewritten_and_signed_anew_is_contradicted_by_what_was_handed_over(
    platform: Platform, owner: Database, ministry: Office, municipality: Office
) -> None:
    """The strongest of forgers, who has the key too: what the other institution was given stays."""
    do_all_jobs(platform)
    with ministry.desk.writing() as work:
        exchange.hand_over(work, municipality.id, ExchangeKind.COPY, {"x": 1})
    with ministry.desk.reading() as work:
        last = audit.last_checkpoint(work)
    assert last
    assert verify_all(platform, {}, nothing)["clean"]

    forged = platform.notary.sign(ministry.id, last.size, bytes(32))
    by_hand(owner, ministry, "UPDATE exchange SET checkpoint = :forged WHERE kind = 'copy'", forged=forged)

    assert [fault for fault in faults(platform) if "contradicts the log" in fault["what"]]
