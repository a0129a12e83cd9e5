"""What is missing from the store, and what lies there for nobody."""

from argparse import Namespace
from collections.abc import Mapping

from oficina.commands import Command, carry_out, common, say, settings_of


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    found = carry_out(settings_of(given.home, environ), "blobs", {})
    missing = [f"FALTA     {name}" for name in found["missing"]]
    orphans = [f"SIN DUEÑO {each['name']}  {each['size']} bytes, desde {each['at']}" for each in found["orphans"]]
    say(
        given,
        found,
        *missing,
        *orphans,
        f"{found['named']} contenidos nombrados, {len(missing)} faltan, {len(orphans)} sin dueño. No se borró nada.",
    )
    return 1 if missing else 0


COMMAND = Command(common, run)
