"""Bring an office back from a backup, and check all of it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from oficina.admin import Tell
from oficina.commands import Command, common, opened, progress, say, settings_of
from oficina.home import held
from oficina.settings import Settings
from oficina.upkeep.manifest import Manifest
from oficina.upkeep.restore import restore
from oficina.upkeep.verify import verify_all

LATER: dict[str, Any] = {"clean": None}
OUTCOMES = {
    True: "Se revisó todo y está como quedó.",
    False: "Hay faltas: vea «oficina verify --all».",
    None: "Cada contenido se comprobó al traerlo. Póngala en marcha y ejecute «oficina verify --all».",
}


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("folder", type=Path, metavar="CARPETA", help="la del respaldo")
    parser.add_argument("--key-file", type=Path, help="la llave con que se hizo, que no está en el respaldo")
    parser.add_argument(
        "--check-later", action="store_true", help="sin comprobar toda la oficina al final: hágalo con ella en marcha"
    )
    parser.add_argument("--public-url", metavar="URL", help="si ya no es la que tenía")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    folder = given.folder.absolute()
    manifest = Manifest.read(folder)
    settings = settings_of(given.home, _as_it_was(manifest) | dict(environ) | _told(given))
    with held(settings.home, "oficina restore"), progress() as tell:
        restore(settings, manifest, folder, tell)
        found = LATER if given.check_later else _checked(settings, tell)
    told = {"home": str(settings.home), "instant": manifest.instant.isoformat(), **found}
    outcome = OUTCOMES[found["clean"]]
    say(given, told, f"Oficina recuperada en {settings.home}, como estaba a las {manifest.instant}.", outcome)
    return 1 if found["clean"] is False else 0


def _checked(settings: Settings, tell: Tell) -> dict[str, Any]:
    with opened(settings) as platform:
        return verify_all(platform, {"signatures": False}, tell)


def _as_it_was(manifest: Manifest) -> dict[str, str]:
    was = {"OFICINA_PUBLIC_URL": manifest.public_url}
    return was | ({"OFICINA_DEMO": "yes"} if manifest.demo else {})


def _told(given: Namespace) -> dict[str, str]:
    told = {"OFICINA_PUBLIC_URL": given.public_url}
    told |= {"OFICINA_KEY_FILE": str(given.key_file.absolute())} if given.key_file else {}
    return {name: value for name, value in told.items() if value}


COMMAND = Command(arguments, run)
