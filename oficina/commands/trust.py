"""Whom the office trusts when it judges signatures: what is in force, and a newer bundle."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from kernel.clock import utc_now
from oficina.commands import Command, CommandRefused, common, say
from oficina.settings import PREFIX
from signature import publishing
from signature.errors import TrustRefused
from signature.trust import Line, TrustFolder

PURPOSES = {"signature": "firmas", "seal": "sellos", "timestamp": "sellos de tiempo"}


def arguments(parser: ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="list | update | publish | key")
    common(what.add_parser("list", help="las anclas que rigen, y cuándo vence cada una"))
    update = what.add_parser("update", help="pone en vigor un conjunto de anclas más nuevo")
    common(update)
    update.add_argument("file", type=Path, metavar="ANCLAS.json", help="el conjunto, firmado por quien lo publica")
    update.add_argument("--publisher", type=Path, metavar="CLAVE.pem", help="su clave pública, la primera vez")
    publish = what.add_parser("publish", help="hace y firma un conjunto de anclas, para quien lo publica")
    publish.add_argument(
        "file", type=Path, metavar="LISTA.json", help="las anclas: «file» o «pem», «purposes», «from», «until»"
    )
    publish.add_argument("--key", type=Path, required=True, metavar="CLAVE.pem", help="la clave con que se publica")
    publish.add_argument(
        "--after", type=Path, metavar="ANTERIOR.json", help="el conjunto anterior: este lleva su número más uno"
    )
    publish.add_argument("--out", type=Path, required=True, metavar="ANCLAS.json")
    key = what.add_parser("key", help="hace la clave con que se publican conjuntos de anclas")
    key.add_argument("private", type=Path, metavar="CLAVE.pem", help="la privada: guárdela fuera de línea")
    key.add_argument("public", type=Path, metavar="PUBLICA.pem", help="la pública: se entrega a cada oficina")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    try:
        return PUBLISHING[given.what](given) if given.what in PUBLISHING else _of_office(given, environ)
    except TrustRefused as refusal:
        raise CommandRefused(refusal.message) from None


def _publish(given: Namespace) -> int:
    given.out.write_bytes(bundle := publishing.publish(given.file, given.key, given.after, utc_now()))
    told = json.loads(bundle)["bundle"]
    print(f"{given.out}: conjunto {told['version']}, con {len(told['anchors'])} anclas. Entréguelo a cada oficina.")
    return 0


def _make_key(given: Namespace) -> int:
    publishing.new_key(given.private, given.public)
    print(f"Guarde {given.private} fuera de línea, y entregue {given.public} a cada oficina.")
    return 0


PUBLISHING = {"publish": _publish, "key": _make_key}


def _of_office(given: Namespace, environ: Mapping[str, str]) -> int:
    named, now = given.home or environ.get(f"{PREFIX}HOME"), utc_now()
    if not named:
        raise CommandRefused("No se sabe de qué oficina: indique --home CARPETA o fije OFICINA_HOME.")
    folder = TrustFolder(Path(named) / "trust")
    if given.what == "update":
        bundle = folder.update(given.file, now, given.publisher)
        told = {"version": bundle["version"], "issued": bundle["issued"], "anchors": len(bundle["anchors"])}
        says = f"Rige el conjunto {told['version']}, del {told['issued'][:10]}, con {told['anchors']} anclas."
        say(given, told, says)
        return 0
    lines = list(folder.lines())
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
