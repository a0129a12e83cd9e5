"""What is missing from the store, and what lies there for nobody."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from oficina.commands import Command, carry_out, common, say, settings_of


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    found = carry_out(settings_of(given.home, environ), "blobs", {})
    missing = [f"FALTA     {name}{_kept(found, name)}" for name in found["missing"]]
    orphans = [
        f"SIN DUEÑO {each['name']}  {each['size']} bytes, desde {each['at']}{_kept(found, each['name'])}"
        for each in found["orphans"]
    ]
    say(
        given,
        found,
        *missing,
        *orphans,
        f"{found['named']} contenidos nombrados, {len(missing)} faltan, {len(orphans)} sin dueño. No se borró nada.",
    )
    return 1 if missing else 0


def _kept(found: Mapping[str, Any], name: str) -> str:
    """Why it may not be deleted yet, if it may not."""
    kept = found["kept"].get(name, {"held": False, "until": None})
    why = ["por litigio o fiscalización"] if kept["held"] else []
    why += [f"hasta {kept['until']}"] if kept["until"] else []
    return f"  RETENIDO {' y '.join(why)}" if why else ""


COMMAND = Command(common, run)
