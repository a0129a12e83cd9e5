"""Check a document, the whole office, or a log against a checkpoint kept elsewhere."""

import sys
from argparse import ArgumentParser, Namespace
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from oficina.commands import Command, CommandRefused, carry_out, common, say, settings_of
from oficina.reading import examined, lines_of
from oficina.settings import PREFIX
from signature.etsi import as_xml

COUNTED = {
    "institutions": "instituciones",
    "blobs": "contenidos",
    "signed": "documentos firmados",
    "indexed": "en el índice",
    "waiting": "por indexar",
}


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="ARCHIVO.pdf", help="un documento firmado")
    what.add_argument(
        "--all", action="store_true", help="toda la oficina: filas, contenidos, bitácoras, números y firmas"
    )
    parser.add_argument("--xml", type=Path, metavar="INFORME", help="con un documento: además, el informe ETSI en XML")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="INFORME.pdf",
        help="con un documento: además, el informe en PDF, sellado por la oficina",
    )
    parser.add_argument(
        "--institution", metavar="CÓDIGO", help="con --report: de quién es el sello (si no, la primera)"
    )
    parser.add_argument("--no-signatures", action="store_true", help="con --all: sin examinar las firmas, lo más lento")
    what.add_argument("--index", action="store_true", help="el índice de la búsqueda, contra las filas")
    what.add_argument("--against", type=Path, metavar="PUNTO", help="una bitácora, contra un punto de control guardado")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    if given.file:
        return _run_on_file(given, environ)
    settings = settings_of(given.home, environ)
    if given.against:
        found = carry_out(settings, "verify-against", {"note": _read(given.against)})
    elif given.index:
        found = carry_out(settings, "verify-index", {})
    else:
        found = carry_out(settings, "verify-all", {"signatures": not given.no_signatures})
    say(given, found, *_lines(found))
    return 0 if found["clean"] else 1


def _run_on_file(given: Namespace, environ: Mapping[str, str]) -> int:
    """With an office or without one: its root is read from its folder, whether it runs or not."""
    if not given.file.is_file():
        raise CommandRefused(f"No se puede leer {given.file}: revise la ruta.")
    named = given.home or environ.get(f"{PREFIX}HOME")
    told = examined(given.file, Path(named) if named else None)
    if given.xml:
        given.xml.write_bytes(as_xml(told, sha256(given.file.read_bytes()).hexdigest()))
    if given.report:
        given.report.write_bytes(_sealed(given, environ, told))
    say(given, told, *lines_of(told))
    return 0 if told["verdict"] == "valid" else 1


def _sealed(given: Namespace, environ: Mapping[str, str], told: dict[str, Any]) -> bytes:
    """The office seals what was found: it has the key, and its log says so."""
    examined = {"named": given.file.name, "sha256": sha256(given.file.read_bytes()).hexdigest(), "told": told}
    settings = settings_of(given.home, environ)
    found = carry_out(settings, "seal-report", {"examined": examined, "institution": given.institution})
    return b64decode(found["pdf"])


def _lines(found: dict[str, Any]) -> list[str]:
    told = "{where}: {what} (institución {institution})"
    faults = [f"MAL   {told.format(**each)}" for each in found["faults"]]
    doubts = [f"DUDA  {told.format(**each)}" for each in found.get("doubts", ())]
    checked = [f"{found['checked'][each]} {name}" for each, name in COUNTED.items() if each in found["checked"]]
    outcome = "Todo está como quedó" if found["clean"] else f"{len(faults)} faltas"
    more = [f"{len(doubts)} documentos con firmas que no se pueden confirmar"] if doubts else []
    return [*faults, *doubts, f"{'; '.join([outcome, *more])} ({', '.join(checked)})."]


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandRefused(f"No se puede leer {file}: revise la ruta.") from None


COMMAND = Command(arguments, run)
