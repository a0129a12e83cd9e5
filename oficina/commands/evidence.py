"""Make, renew and verify evidence records of files (RFC 4998), of this office or of anybody."""

import hashlib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from asn1crypto import pem
from asn1crypto import x509 as asn1

from oficina.commands import Command, CommandRefused, common, opened, require_office, say, settings_of
from oficina.platform import Platform
from signature import evidence

ENDING = ".ers"
ALGORITHMS = ("sha256", "sha384", "sha512")


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("what", choices=["make", "renew", "verify"], metavar="make|renew|verify")
    parser.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO", help="su registro es ARCHIVO.ers")
    parser.add_argument("--algorithm", choices=ALGORITHMS, help="make, renew: el algoritmo de resumen; en renew, otro")
    parser.add_argument("--trust", type=Path, action="append", default=[], help="verify: una raíz más, en PEM")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    require_office(settings)
    for file in given.files:
        if not file.is_file():
            raise CommandRefused(f"No se puede leer {file}: revise la ruta.")
    with opened(settings) as platform:
        now = platform.database.clock()
        if given.what == "verify":
            return _verify(given, platform, now)
        return _make(given, platform, now) if given.what == "make" else _renew(given, platform, now)


def _make(given: Namespace, platform: Platform, now: datetime) -> int:
    algorithm = given.algorithm or ALGORITHMS[0]
    made = evidence.cover([_hashed(each)(algorithm) for each in given.files], algorithm, _stamping(platform, now))
    return _kept(given, made)


def _renew(given: Namespace, platform: Platform, now: datetime) -> int:
    """By a timestamp; or, with another algorithm, from the files themselves."""
    records, stamping = [_read(each) for each in given.files], _stamping(platform, now)
    if given.algorithm is None or all(each.last.algorithm == given.algorithm for each in records):
        return _kept(given, evidence.stamped_again(records, stamping))
    hashes = [_hashed(each)(given.algorithm) for each in given.files]
    return _kept(given, evidence.hashed_again(records, hashes, given.algorithm, stamping))


def _verify(given: Namespace, platform: Platform, now: datetime) -> int:
    anchors = _anchors([*platform.archive.known(now), *(each.read_text() for each in given.trust)])
    told = {str(each): evidence.check(_read(each), _hashed(each), anchors, now) for each in given.files}
    lines = [
        f"bien  {file}: existía el {found.times[0]:%d-%m-%Y %H:%M} UTC"
        if found.holds
        else f"MAL   {file}: {'; '.join(found.faults)}"
        for file, found in told.items()
    ]
    answer = {
        file: {"holds": found.holds, "times": [each.isoformat() for each in found.times], "faults": list(found.faults)}
        for file, found in told.items()
    }
    say(given, answer, *lines)
    return 0 if all(each.holds for each in told.values()) else 1


def _kept(given: Namespace, records: Sequence[evidence.Record]) -> int:
    for file, record in zip(given.files, records, strict=True):
        _beside(file).write_bytes(record.written)
    written = [str(_beside(each)) for each in given.files]
    say(given, {"records": written}, *(f"Escrito {each}" for each in written))
    return 0


def _beside(file: Path) -> Path:
    return file.with_name(file.name + ENDING)


def _read(file: Path) -> evidence.Record:
    try:
        return evidence.read(_beside(file).read_bytes())
    except OSError:
        raise CommandRefused(f"No está {_beside(file)}: hágalo con «oficina evidence make {file}».") from None
    except evidence.NotARecordError:
        raise CommandRefused(f"{_beside(file)} no es un registro de evidencia: use una copia sana.") from None


def _stamping(platform: Platform, now: datetime) -> evidence.Stamping:
    return lambda digest, algorithm: platform.workshop.timestamper.token(digest, now, algorithm)


def _hashed(file: Path) -> Callable[[str], bytes]:
    def made(algorithm: str) -> bytes:
        with file.open("rb") as opened_file:
            return hashlib.file_digest(opened_file, algorithm).digest()

    return made


def _anchors(texts: Sequence[str]) -> list[asn1.Certificate]:
    return [asn1.Certificate.load(der) for text in texts for _, _, der in pem.unarmor(text.encode(), multiple=True)]


COMMAND = Command(arguments, run)
