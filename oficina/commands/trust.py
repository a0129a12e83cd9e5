"""Whom the office trusts when it judges signatures: what is in force, and a newer bundle."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from kernel.clock import utc_now
from oficina.commands import Command, CommandRefused, common, say
from oficina.settings import PREFIX
from signature.errors import TrustRefused
from signature.trust import Line, TrustFolder

PURPOSES = {"signature": "firmas", "seal": "sellos", "timestamp": "sellos de tiempo"}


def arguments(parser: ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="list | update")
    common(what.add_parser("list", help="las anclas que rigen, y cuándo vence cada una"))
    update = what.add_parser("update", help="pone en vigor un conjunto de anclas más nuevo")
    common(update)
    update.add_argument("file", type=Path, metavar="ANCLAS.json", help="el conjunto, firmado por quien lo publica")
    update.add_argument("--publisher", type=Path, metavar="CLAVE.pem", help="su clave pública, la primera vez")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    named, now = given.home or environ.get(f"{PREFIX}HOME"), utc_now()
    if not named:
        raise CommandRefused("No se sabe de qué oficina: indique --home CARPETA o fije OFICINA_HOME.")
    folder = TrustFolder(Path(named) / "trust")
    try:
        if given.what == "update":
            bundle = folder.update(given.file, now, given.publisher)
            told = {"version": bundle["version"], "issued": bundle["issued"], "anchors": len(bundle["anchors"])}
            says = f"Rige el conjunto {told['version']}, del {told['issued'][:10]}, con {told['anchors']} anclas."
            say(given, told, says)
            return 0
        lines = list(folder.lines())
    except TrustRefused as refusal:
        raise CommandRefused(refusal.message) from None
    listed = [_facts(each) | {"warning": each.warning(now)} for each in lines]
    say(given, {"anchors": listed}, *(_says(each, each.warning(now)) for each in lines), *_none(lines))
    return 0


def _facts(line: Line) -> dict[str, object]:
    return {
        "name": line.name,
        "purposes": list(line.purposes),
        "begins": line.begins.isoformat(),
        "ends": line.ends.isoformat(),
        "sha256": line.sha256,
        "source": line.source,
    }


def _says(line: Line, warning: str) -> str:
    what = ", ".join(PURPOSES[each] for each in line.purposes)
    ending = f"; {warning}" if warning else ""
    return f"{line.name}: {what}; desde {line.begins:%d-%m-%Y} hasta {line.ends:%d-%m-%Y}{ending} ({line.source})"


def _none(lines: list[Line]) -> list[str]:
    if lines:
        return []
    return ["No hay anclas de confianza: agréguelas con «oficina trust update», o ponga certificados .pem en trust/."]


COMMAND = Command(arguments, run)
