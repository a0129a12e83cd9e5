"""Bring the database to the version of the program, or back. Nobody else may have the office open."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from oficina.commands import Command, common, say, settings_of
from oficina.home import held
from oficina.schema import go_back_as_owner, migrate_as_owner


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--to", metavar="REVISION", help="volver a una revisión anterior, para un programa anterior")
    parser.add_argument("--lose-rows", action="store_true", help="aunque se pierdan filas que esa revisión no conoce")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    with held(settings.home, "oficina migrate"):
        if given.to:
            revision = go_back_as_owner(settings, given.to, lose_rows=given.lose_rows)
            told = f"El esquema volvió a la revisión {revision}: instale el programa que la espera antes de atender."
        else:
            revision = migrate_as_owner(settings)
            told = f"El esquema está al día: revisión {revision}."
    say(given, {"revision": revision}, told)
    return 0


COMMAND = Command(arguments, run)
