"""`oficina verify FILE.pdf`, with the office that sealed it and without any."""

from pathlib import Path

import pytest

import institutions.service as institutions
from oficina.cli import main
from oficina.platform import Platform
from signature import credentials
from tests.offices import Office
from tests.oficina.test_evidence_command import home
from tests.signature.test_report import a_sealed_pdf
from tests.signature.test_sealed_report import inside

__all__ = ["home"]


def test_a_file_is_valid_with_its_office_undecided_without_and_invalid_once_altered(
    platform: Platform, ministry: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf, file = a_sealed_pdf(platform, ministry), tmp_path / "oficio.pdf"
    home = ["--home", str(platform.settings.home), "--json"]
    file.write_bytes(pdf)

    assert main(["verify", str(file), *home, "--xml", str(tmp_path / "informe.xml")]) == 0
    assert b"mainindication:total-passed" in (tmp_path / "informe.xml").read_bytes()
    capsys.readouterr()
    assert main(["verify", str(file), "--home", str(tmp_path / "nowhere")]) == 1
    verdict, firm, seal, *others = capsys.readouterr().out.splitlines()
    assert verdict.startswith("INDETERMINADO")
    assert firm.startswith("  1. Íntegro, firmado por Carla Díaz (DEMOSTRACIÓN) (RUN 11.XXX.XXX-X, según el nombre ")
    assert "firma electrónica avanzada, B-T; certificado que no se puede confirmar; después solo se agregaron" in firm
    assert "Íntegro, sellado por Sello de Oficina de Partes" in seal
    assert others[-1] == "Firma de demostración, sin valor legal."
    flipped = bytearray(pdf)
    flipped[pdf.index(b"/MediaBox") + 12] ^= 1
    file.write_bytes(flipped)
    assert main(["verify", str(file), *home]) == 1


def test_the_office_seals_a_report_of_a_file_and_of_an_institution_that_there_is(
    home: list[str], platform: Platform, ministry: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, report = tmp_path / "oficio.pdf", tmp_path / "informe.pdf"
    file.write_bytes(a_sealed_pdf(platform, ministry))
    asked = ["verify", str(file), *home, "--report", str(report)]

    assert main(asked) == 0
    assert inside(report.read_bytes())["indication"] == "TOTAL-PASSED"
    assert main([*asked, "--institution", "NADIE"]) == 1
    assert "No hay ninguna institución con el código NADIE" in capsys.readouterr().err
    with ministry.desk.writing() as work:
        code = institutions.institution(work).code
        credentials.retire_seal(work, ministry.office_id)
    assert main([*asked, "--institution", code]) == 1
    assert "no tiene todavía con qué sellar informes" in capsys.readouterr().err
