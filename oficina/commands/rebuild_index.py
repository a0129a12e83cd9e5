"""Make the search index again."""

from argparse import Namespace
from collections.abc import Mapping

from oficina.commands import Command, carry_out, common, say, settings_of


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    made = carry_out(settings_of(given.home, environ), "rebuild-index", {})
    say(given, made, f"Índice rehecho: {made['indexed']} documentos.")
    return 0


COMMAND = Command(common, run)
