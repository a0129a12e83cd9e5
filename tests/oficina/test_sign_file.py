"""`oficina sign FILE.pdf`: one's own key, one's own file, and pdfsig says what came of it."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest

from oficina.cli import main
from signature import pki
from signature.certificates import Holder
from tests.signature.people import a_pdf
from tests.signature.test_tsa_over_http import authority, begin

pytestmark = pytest.mark.database_free
PIN = "1847"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    begins = datetime.now(UTC) - timedelta(days=1)
    (tmp_path / "ana.p12").write_bytes(pki.make(begins).issue(Holder("Ana Rojas", "Municipalidad"), PIN, begins))
    (tmp_path / "pin").write_text(f"{PIN}\n")
    (tmp_path / "oficio.pdf").write_bytes(a_pdf())
    return tmp_path


def sign(papers: Path, *more: object, out: str = "firmado.pdf", pin: str = "pin") -> int:
    told = (
        papers / "oficio.pdf",
        "--key",
        papers / "ana.p12",
        "--out",
        papers / out,
        "--pin-file",
        papers / pin,
        *more,
    )
    return main(["sign", *map(str, told)])


def test_a_file_is_signed_after_its_own_bytes_and_a_second_time_after_those(papers: Path) -> None:
    assert sign(papers) == 0
    signed = (papers / "firmado.pdf").read_bytes()
    assert signed.startswith((papers / "oficio.pdf").read_bytes())
    (papers / "oficio.pdf").write_bytes(signed)
    assert sign(papers, out="dos.pdf") == 0

    if not which("pdfsig"):
        pytest.skip("pdfsig (Debian: poppler-utils) is not here")
    said = subprocess.run(["pdfsig", "-nocert", papers / "dos.pdf"], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607 -- a tool that judges
    assert said.count("Signature is Valid") == 2
    assert "ETSI.CAdES.detached" in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda papers: (papers / "pin").write_text("otro"), "PIN no es correcto"),
        (lambda papers: (papers / "oficio.pdf").write_text("no es un PDF"), "no permite firmarlo"),
        (lambda papers: (papers / "oficio.pdf").unlink(), "revise la ruta"),
        (lambda papers: (papers / "ana.p12").write_text("nada"), "que se pueda leer"),
        (lambda papers: (papers / "firmado.pdf").touch(), "no se reemplaza"),
        (lambda papers: (papers / "pin").unlink(), "revise la ruta"),
    ],
)
def test_what_cannot_be_signed_is_told_and_leaves_nothing(
    papers: Path, capsys: pytest.CaptureFixture[str], change: object, says: str
) -> None:
    assert callable(change)
    change(papers)
    before = sorted(papers.iterdir())

    assert sign(papers) == 1
    assert says in capsys.readouterr().err
    assert sorted(papers.iterdir()) == before


def test_an_authority_that_does_not_answer_leaves_nothing_signed(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with authority(lambda handler, _: begin(handler, 500, Content_Length="0")) as (url, asked):
        assert sign(papers, "--tsa", url) == 1

    assert asked == ["/tsa"]
    assert "tiempo" in capsys.readouterr().err
    assert not (papers / "firmado.pdf").exists()
