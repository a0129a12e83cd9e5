"""What the store lacks and what it has for nobody is told by name, and nothing is deleted."""

import os
from argparse import Namespace
from datetime import timedelta

import pytest

import documents.service as documents
from documents.models import Version
from documents.retention import holds
from documents.retention.keepable import DOCUMENT
from documents.retention.locks import kept_by_rows
from documents.storage import Retaining, open_blobs
from documents.storage.base import Kept, path_of
from kernel.clock import utc_now
from oficina.commands.blobs import COMMAND, _kept
from oficina.office import admit
from oficina.platform import Platform
from oficina.upkeep.blobs import list_blobs
from oficina.upkeep.examine import PROBE
from tests.documents.retention.test_schedule import ORDER, look, rules, ruling
from tests.offices import Office, a_document, a_signed_document, do_all_jobs
from tests.upkeep.test_verify_all import nothing


def test_what_is_missing_and_what_nobody_names_is_told_and_stays(platform: Platform, ministry: Office) -> None:
    document = a_document(platform, ministry)
    nobodys, _ = platform.blobs.put([b"nobody's"]), platform.blobs.put([PROBE])
    whole = list_blobs(platform, {}, nothing)
    assert (whole["missing"], [each["name"] for each in whole["orphans"]], whole["named"]) == ([], [nobodys.name], 1)
    assert whole["orphans"][0]["size"] == len(b"nobody's")

    with ministry.desk.reading() as work:
        version = work.find(Version, document_id=document.id, number=1)
    assert version
    file = platform.settings.home / "blobs" / path_of(version.blob)
    file.unlink()
    told = list_blobs(platform, {}, nothing)
    assert (told["missing"], [each["name"] for each in told["orphans"]]) == ([version.blob], [nobodys.name])


def test_of_what_is_listed_it_is_told_until_when_it_may_not_be_deleted(platform: Platform, ministry: Office) -> None:
    document = a_signed_document(platform, ministry)
    rules(ministry, ruling(years=5))
    look(platform)
    with ministry.desk.reading() as work:
        (name,) = documents.held_for(work, document.id)
        term = kept_by_rows(work, [name, "0" * 64])
    with ministry.desk.writing() as work:
        holds.put(work, platform.holders, DOCUMENT, document.id, ORDER)
    do_all_jobs(platform)
    with ministry.desk.reading() as work:
        held = kept_by_rows(work, [name])
    until = term[name].until
    assert until
    assert (until.year, set(term)) == (platform.database.clock().year + 5, {name})
    assert (term[name].held, held[name]) == (False, Kept(until, held=True))

    (platform.settings.home / "blobs" / path_of(name)).unlink()
    found = list_blobs(platform, {}, nothing)
    assert (found["missing"], list(found["kept"])) == ([name], [name])
    assert found["kept"][name]["held"]


@pytest.mark.database_free
@pytest.mark.needs_s3
def test_of_what_nobody_names_the_store_tells_until_when_it_keeps_it() -> None:
    locked = open_blobs(os.environ["OFICINA_TEST_LOCKED_S3_URL"])
    bare = open_blobs(os.environ["OFICINA_TEST_S3_URL"])
    assert isinstance(locked, Retaining)
    assert isinstance(bare, Retaining)
    until = utc_now().replace(microsecond=0) + timedelta(minutes=2)
    kept, held, free = (locked.put([os.urandom(16)]).name for _ in range(3))
    locked.retain(kept, until)
    locked.hold(held, held=True)
    told = [locked.kept(each) for each in (kept, held, free)]
    locked.hold(held, held=False)
    assert told == [Kept(until, held=False), Kept(None, held=True), Kept(None, held=False)]
    assert bare.kept(bare.put([b"of a bucket without locks"]).name) == Kept(None, held=False)


@pytest.mark.database_free
def test_the_command_says_of_each_why_it_may_not_be_deleted_yet() -> None:
    found = {
        "missing": ["a"],
        "orphans": [{"name": each, "size": 1, "at": "2026"} for each in "bc"],
        "kept": {"a": {"until": "2031-05-11", "held": True}, "b": {"until": "2031-05-11", "held": False}},
    }
    said = [_kept(found, name) for name in "abc"]
    assert said == ["  RETENIDO por litigio o fiscalización y hasta 2031-05-11", "  RETENIDO hasta 2031-05-11", ""]


@pytest.mark.once
def test_the_command_ends_badly_only_where_something_is_missing(
    platform: Platform, ministry: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    a_document(platform, ministry)
    admit(platform)
    platform.blobs.put([b"nobody's"])
    environ = {
        "OFICINA_KEY_FILE": str(platform.settings.key_file),
        "OFICINA_PUBLIC_URL": platform.settings.public_url,
        "OFICINA_DATABASE_URL": platform.settings.database_url,
    }
    given = Namespace(home=platform.settings.home, json=False)
    assert COMMAND.run(given, environ) == 0
    assert "SIN DUEÑO" in capsys.readouterr().out

    for file in (platform.settings.home / "blobs").rglob("?" * 64):
        file.unlink()
    assert COMMAND.run(given, environ) == 1
    assert "FALTA" in capsys.readouterr().out
