"""Anchors come dated, numbered and signed; what was altered, is older or is another's is not taken."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from oficina.cli import main
from signature import certificates, publishing
from signature.anchors import anchors_of
from signature.errors import TrustRefused
from signature.trust import BUNDLE, TrustFolder, published

pytestmark = pytest.mark.database_free
AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def root() -> str:
    return a_root(AT)


def a_root(at: datetime) -> str:
    """A root that ends in twenty days."""
    key = certificates.new_key()
    extensions = [*certificates.of_authority(1), *certificates.of_key(key)]
    name = certificates.name_of("Raíz del Estado")
    made = certificates.certificate(name, key, None, at - 10 * YEAR, at + timedelta(days=20), extensions)
    return made.public_bytes(Encoding.PEM).decode()


class Publisher:
    def __init__(self, folder: Path, name: str) -> None:
        self.key, self.file, self._folder = Ed25519PrivateKey.generate(), folder / f"{name}.pem", folder
        self.file.write_bytes(self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def publishes(self, root: str, version: int, issued: datetime = AT, **more: Any) -> Path:
        file = self._folder / f"{version}.json"
        anchor = {"pem": root, "purposes": ["signature", "seal"], "from": "2016-01-18T00:00:00+00:00"} | more
        file.write_bytes(published([anchor], version, issued, self.key))
        return file


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    return Publisher(tmp_path, "publicador")


def test_a_newer_bundle_of_the_same_publisher_is_put_in_force_and_the_one_before_is_kept(
    tmp_path: Path, publisher: Publisher, root: str
) -> None:
    folder = TrustFolder(tmp_path / "trust")
    assert (folder.reigns(), folder.publisher()) == ([], None)

    folder.update(publisher.publishes(root, 1), AT, publisher.file)
    folder.update(publisher.publishes(root, 3), AT + YEAR)

    assert (folder.bundle() or {})["version"] == 3
    assert (tmp_path / "trust" / "anteriores" / "anclas-1.json").is_file()
    assert [(each.version, each.begins, each.ends) for each in folder.reigns()] == [
        (3, AT + YEAR, None),
        (1, AT, AT + YEAR),
    ]
    (tmp_path / "trust" / "vigencias.json").unlink()
    assert [(each.version, each.begins) for each in folder.reigns()] == [(3, AT)]
    assert len(folder.publisher() or "") == 64
    (line,) = folder.lines()
    assert (line.name, line.purposes, line.source) == ("Raíz del Estado", ("signature", "seal"), "conjunto 3")
    assert line.warning(AT) == "vence en 20 días"
    assert line.warning(AT + YEAR) == "venció el 10-12-2026: vale para lo anterior"
    assert line.warning(AT - YEAR) == ""


def test_what_is_older_another_s_or_altered_is_refused(tmp_path: Path, publisher: Publisher, root: str) -> None:
    folder, other = TrustFolder(tmp_path / "trust"), Publisher(tmp_path, "otro")
    good = publisher.publishes(root, 2)
    with pytest.raises(TrustRefused, match="de quién"):
        folder.update(good, AT)
    folder.update(good, AT, publisher.file)
    altered = tmp_path / "altered.json"
    altered.write_text(publisher.publishes(root, 4).read_text().replace('"seal"', '"timestamp"'))
    futures = publisher.publishes(root, 9, AT + YEAR)

    for file, said in ((good, "posterior"), (altered, "alterado"), (futures, "futuro")):
        with pytest.raises(TrustRefused, match=said):
            folder.update(file, AT)
    with pytest.raises(TrustRefused, match="no lo firmó"):
        folder.update(other.publishes(root, 5), AT)
    with pytest.raises(TrustRefused, match="otro publicador"):
        folder.update(other.publishes(root, 5), AT, other.file)
    with pytest.raises(TrustRefused, match="No se puede leer"):
        folder.update(tmp_path / "nothing.json", AT)


@pytest.mark.parametrize(
    "more", [{"purposes": ["everything"]}, {"purposes": []}, {"until": "2026-01-18T00:00:00"}, {"pem": "nothing"}]
)
def test_a_bundle_that_says_something_else_is_refused(
    tmp_path: Path, publisher: Publisher, root: str, more: dict[str, Any]
) -> None:
    with pytest.raises(TrustRefused, match="dañado"):
        TrustFolder(tmp_path / "trust").update(publisher.publishes(root, 1, **more), AT, publisher.file)


def test_a_bundle_that_was_changed_in_its_folder_is_not_used(tmp_path: Path, publisher: Publisher, root: str) -> None:
    folder = TrustFolder(tmp_path / "trust")
    folder.update(publisher.publishes(root, 1), AT, publisher.file)
    kept = tmp_path / "trust" / BUNDLE
    told = json.loads(kept.read_text())
    told["bundle"]["anchors"] = []
    kept.write_text(json.dumps(told))

    with pytest.raises(TrustRefused):
        folder.anchors()


def test_an_anchor_serves_its_purposes_and_between_its_days(root: str) -> None:
    told = {
        "pem": root,
        "purposes": ["seal"],
        "from": "2026-01-01T00:00:00+00:00",
        "until": "2026-06-01T00:00:00+00:00",
    }
    (anchor,) = anchors_of([told])
    (whole,) = anchors_of([root])

    assert anchor.serves("signature", datetime(2026, 2, 1, tzinfo=UTC))
    assert not anchor.serves("timestamp", datetime(2026, 2, 1, tzinfo=UTC))
    assert not anchor.serves("signature", datetime(2025, 12, 1, tzinfo=UTC))
    assert not anchor.serves("signature", datetime(2026, 7, 1, tzinfo=UTC))
    assert whole.serves("timestamp", AT)
    assert not whole.serves("timestamp", AT + YEAR)


def test_the_command_lists_and_updates(
    tmp_path: Path,
    publisher: Publisher,
    root: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = ["--home", str(tmp_path / "oficina")]
    (tmp_path / "oficina").mkdir()
    monkeypatch.delenv("OFICINA_HOME", raising=False)

    assert main(["trust", "list"]) == 1
    assert "--home" in capsys.readouterr().err
    assert main(["trust", "list", *home]) == 0
    assert "No hay anclas" in capsys.readouterr().out
    file = publisher.publishes(root, 1, AT - YEAR)
    assert main(["trust", "update", str(file), "--publisher", str(publisher.file), *home]) == 0
    assert "Rige el conjunto 1" in capsys.readouterr().out
    assert main(["trust", "list", *home]) == 0
    assert "Raíz del Estado: firmas, sellos; desde" in capsys.readouterr().out
    assert main(["trust", "update", str(file), *home]) == 1
    assert "solo se acepta uno posterior" in capsys.readouterr().err


def test_whoever_publishes_makes_a_bundle_that_offices_take_and_numbers_it_after_the_one_before(
    tmp_path: Path, root: str, capsys: pytest.CaptureFixture[str]
) -> None:
    private, public, listing, home = (tmp_path / name for name in ("clave.pem", "publica.pem", "lista.json", "oficina"))
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    home.mkdir()
    (tmp_path / "raiz.pem").write_text(root)
    listing.write_text(
        json.dumps([{"file": "raiz.pem", "purposes": ["signature"]}, {"pem": root, "purposes": ["seal"]}])
    )
    publish = ["trust", "publish", str(listing), "--key", str(private), "--out"]

    assert main(["trust", "key", str(private), str(public)]) == 0
    assert private.stat().st_mode & 0o777 == 0o600
    assert main(["trust", "key", str(private), str(public)]) == 1
    assert main([*publish, str(first)]) == 0
    assert main([*publish, str(second), "--after", str(first)]) == 0
    assert "conjunto 2, con 2 anclas" in capsys.readouterr().out
    take = ["trust", "update", "--home", str(home)]
    assert main([*take, str(second), "--publisher", str(public)]) == 0
    assert main([*take, str(first)]) == 1
    assert "solo se acepta uno posterior" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([{"pem": "{root}", "purposes": ["everything"]}], "a purpose that there is not"),
        ([{"purposes": ["seal"]}], "file"),
        ([{"file": "none.pem", "purposes": ["seal"]}], "No se puede leer"),
        ("nothing", "no sirve"),
    ],
)
def test_a_list_that_no_office_would_take_is_not_published(
    tmp_path: Path, root: str, listed: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    private, listing, out = tmp_path / "clave.pem", tmp_path / "lista.json", tmp_path / "anclas.json"
    listing.write_text(json.dumps(listed).replace("{root}", json.dumps(root)[1:-1]))
    publishing.new_key(private, tmp_path / "publica.pem")

    assert main(["trust", "publish", str(listing), "--key", str(private), "--out", str(out)]) == 1
    assert said in capsys.readouterr().err
    assert not out.exists()
    assert main(["trust", "publish", str(listing), "--key", str(listing), "--out", str(out)]) == 1
    assert "no es una clave Ed25519" in capsys.readouterr().err
