"""What the store lacks and what it has for nobody is told by name, and nothing is deleted."""

from argparse import Namespace

import pytest

from documents.models import Version
from documents.storage.base import path_of
from oficina.commands.blobs import COMMAND
from oficina.office import admit
from oficina.platform import Platform
from oficina.upkeep.blobs import list_blobs
from oficina.upkeep.examine import PROBE
from tests.offices import Office, a_document
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
