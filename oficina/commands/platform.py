"""Whoever runs the platform from its screen: only whoever has the machine names them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from oficina.commands import Command, carry_out, common, say, settings_of
from oficina.commands.institution import way_in


def arguments(parser: ArgumentParser) -> None:
    ways = parser.add_subparsers(dest="way", required=True, metavar="add|remove|list")
    add = ways.add_parser("add", help="nombra a alguien y muestra su enlace")
    common(add)
    add.add_argument("--name", required=True, metavar="NOMBRE")
    add.add_argument("--run", metavar="RUN", help="si ya entra a una institución, o para que no lo escriba al entrar")
    remove = ways.add_parser("remove", help="deja de administrarla: sus sesiones terminan")
    common(remove)
    remove.add_argument("id", metavar="ID", help="el que muestra «oficina platform list»")
    common(ways.add_parser("list", help="quiénes la administran"))


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    asked = {name: getattr(given, name, None) for name in ("name", "run", "id")}
    told = carry_out(settings, f"platform {given.way}", asked)
    if given.way == "list":
        lines = [f"{each['id']}  {each['name']}" for each in told["administrators"]]
        say(given, told, *(lines or ["Nadie administra la plataforma: nombre a alguien con «oficina platform add»."]))
    elif given.way == "remove":
        say(given, told, f"{told['administrator']} ya no administra la plataforma, y sus sesiones en ella terminaron.")
    else:
        second = "Antes de agregar instituciones enrola su segundo factor en «Su cuenta»."
        say(given, told, f"{told['administrator']} administra la plataforma.", way_in(told), second)
    return 0


COMMAND = Command(arguments, run)
