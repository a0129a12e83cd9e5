"""`oficina evidence make|renew|verify`, of files of anybody."""

from pathlib import Path

import pytest

from oficina.cli import main
from oficina.platform import Platform


@pytest.fixture
def home(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    settings = platform.settings
    told = {"PUBLIC_URL": settings.public_url, "KEY_FILE": settings.key_file, "TSA_URL": "demo:"}
    for name, value in {**told, "DATABASE_URL": settings.database_url}.items():
        monkeypatch.setenv(f"OFICINA_{name}", str(value))
    return ["--home", str(settings.home)]


def test_files_are_proved_with_one_timestamp_renewed_and_verified(
    home: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / name for name in ("uno.pdf", "dos.txt")]
    for each in files:
        each.write_text(each.name)
    named = [str(each) for each in files]
    assert main(["evidence", "make", *named, *home]) == 0
    assert main(["evidence", "renew", *named, *home]) == 0
    assert main(["evidence", "renew", *named, "--algorithm", "sha512", *home]) == 0
    capsys.readouterr()
    assert main(["evidence", "verify", *named, *home]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [each.split(":")[0] for each in told] == [f"bien  {each}" for each in named]

    files[0].write_text("otro")
    assert main(["evidence", "verify", *named, *home]) == 1
    assert "el contenido no es el que se selló" in capsys.readouterr().out


def test_what_cannot_be_read_is_said(home: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "uno.pdf"
    assert main(["evidence", "make", str(file), *home]) == 1
    file.write_text("uno")
    assert main(["evidence", "verify", str(file), *home]) == 1
    (tmp_path / "uno.pdf.ers").write_bytes(b"\x30\x03\x02\x01\x01")
    assert main(["evidence", "verify", str(file), *home]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [
        next(word for word in ("No se puede leer", "No está", "no es un registro") if word in line) for line in told
    ] == ["No se puede leer", "No está", "no es un registro"]
