"""The institutions of the installation: add one, make its link again, list them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from kernel.calendar import ZONES
from oficina.commands import Command, carry_out, common, say, settings_of

STATES = {"awaited": "espera a su administrador", "at-work": "en marcha", "left": "se retiró"}


def arguments(parser: ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", required=True, metavar="add|link|list")
    add = ways.add_parser("add", help="agrega una institución y muestra el enlace de quien la administrará")
    common(add)
    add.add_argument("--code", required=True, metavar="CÓDIGO", help="el del Gestor de Códigos, como texto: MU110")
    add.add_argument("--name", required=True, metavar="NOMBRE", help="nombre completo")
    add.add_argument("--comuna", required=True, metavar="COMUNA")
    add.add_argument("--zone", default=ZONES[0], metavar="ZONA", help=f"hora oficial: {', '.join(ZONES)}")
    add.add_argument("--region", metavar="REGIÓN", help="dos letras, p. ej. LL: suma sus feriados regionales")
    add.add_argument("--administrator", required=True, metavar="NOMBRE", help="quien la administrará")
    add.add_argument("--run", metavar="RUN", help="el de quien la administrará, si ya entra a otra institución")
    link = ways.add_parser("link", help="otro enlace para quien la administrará, si nadie entró todavía")
    common(link)
    link.add_argument("--code", required=True, metavar="CÓDIGO")
    common(ways.add_parser("list", help="las instituciones y su estado"))


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    asked = {name: value for name, value in vars(given).items() if name in ASKED and value is not None}
    told = carry_out(settings, f"institution {given.way}", asked)
    if given.way == "list":
        lines = [f"{each['code']:<12} {each['name']} · {STATES[each['state']]}" for each in told["institutions"]]
        say(given, told, *(lines or ["Aún no hay instituciones: agregue una con «oficina institution add»."]))
        return 0
    say(given, told, f"{told['institution']} ({told['code']}) está en la plataforma.", way_in(told))
    return 0


def way_in(told: Mapping[str, str]) -> str:
    """How whoever administers comes in for the first time."""
    if told["link"]:
        return f"{told['administrator']} abre este enlace, una vez y antes de 48 horas: {told['link']}"
    return f"{told['administrator']} entra con la clave que ya tiene."


ASKED = {"code", "name", "comuna", "zone", "region", "administrator", "run"}
COMMAND = Command(arguments, run)
