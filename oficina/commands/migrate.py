"""Bring the database to the version of the program. Nobody else may have the office open."""

from argparse import Namespace
from collections.abc import Mapping

from oficina.commands import Command, common, say, settings_of
from oficina.home import held
from oficina.schema import migrate_as_owner


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    with held(settings.home, "oficina migrate"):
        revision = migrate_as_owner(settings)
    say(given, {"revision": revision}, f"El esquema está al día: revisión {revision}.")
    return 0


COMMAND = Command(common, run)
