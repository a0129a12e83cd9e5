"""Copy the office to a folder, while it works."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from oficina.commands import Command, carry_out, common, say, settings_of


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("folder", type=Path, metavar="CARPETA", help="una carpeta nueva")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    made = carry_out(settings_of(given.home, environ), "backup", {"folder": str(given.folder.absolute())})
    say(
        given,
        made,
        f"Respaldo en {made['folder']}: todo lo respondido hasta {made['instant']} está en él.",
        f"{made['blobs']} contenidos, {made['bytes']} bytes. El índice no se respalda: se rehace.",
        f"La llave {made['key_file_not_included']} NO está en el respaldo: guárdela en otro lugar.",
    )
    return 0


COMMAND = Command(arguments, run)
