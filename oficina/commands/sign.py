"""Sign one PDF with one's own key: PAdES, invisible, after the bytes that are there. No office is needed."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from getpass import getpass
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

from kernel.clock import utc_now
from kernel.sandbox import Sandbox
from oficina.commands import Command, CommandRefused, common, say
from oficina.settings import PREFIX
from signature import pades
from signature.certificates import common_name
from signature.providers import Providers, Tokens
from signature.timestamps import over_http

MODULE = f"{PREFIX}PKCS11_MODULE"


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("file", type=Path, metavar="ARCHIVO.pdf")
    parser.add_argument(
        "--key", type=Path, required=True, metavar="CLAVE", help="un .p12, o un texto con la dirección de un HSM"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FIRMADO.pdf", help="archivo nuevo: no se reemplaza")
    parser.add_argument("--pin-file", type=Path, metavar="ARCHIVO", help="si no, se pregunta, o se lee de la entrada")
    parser.add_argument("--tsa", metavar="URL", help="quién sella el tiempo, una o varias; sin ella queda en B-B")
    parser.add_argument("--reason", default="Firma electrónica", metavar="TEXTO")
    parser.add_argument("--location", default="Chile", metavar="LUGAR")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    _refuse_what_cannot_be(given)
    module, at = environ.get(MODULE), utc_now()
    signer = Providers(Tokens(module) if module else None).open(_read(given.key), _pin(given.pin_file))
    who = common_name(signer.certificate.subject)
    draft = given.out.with_name(f".{given.out.name}.{uuid4().hex}")
    sandbox = Sandbox()
    try:
        copyfile(given.file, draft)
        pades.sign(
            sandbox,
            draft,
            key=signer,
            field=pades.FieldSpec(f"FIRMA-{uuid4().hex[:8]}", 1, (0, 0, 0, 0), None, f"Firmado por {who}"),
            reason=given.reason,
            location=given.location,
            timestamper=over_http(given.tsa) if given.tsa else None,
            at=at,
        )
        os.link(draft, given.out)
    except FileExistsError:
        raise _taken(given.out) from None
    finally:
        draft.unlink(missing_ok=True)
        sandbox.close()
    told = {"file": str(given.out), "signer": who, "level": "B-T" if given.tsa else "B-B"}
    say(given, told, f"{given.out}: firmado por {who}, {told['level']}.")
    return 0


def _refuse_what_cannot_be(given: Namespace) -> None:
    for file in (given.file, given.key):
        if not file.is_file():
            raise CommandRefused(f"No se puede leer {file}: revise la ruta.")
    if given.out.exists():
        raise _taken(given.out)


def _taken(out: Path) -> CommandRefused:
    return CommandRefused(f"{out} ya existe y no se reemplaza: elija otro nombre con --out.")


def _pin(file: Path | None) -> str:
    """Never an argument: whoever lists the processes of the machine would read it."""
    if file:
        return _read(file).decode().rstrip("\n")
    return getpass("PIN de la clave: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise CommandRefused(f"No se puede leer {file}: revise la ruta.") from None


COMMAND = Command(arguments, run)
