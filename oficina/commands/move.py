"""Carry the office to other parts: from one machine to servers, or back."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from oficina.commands import Command, CommandRefused, common, opened, progress, require_office, say, settings_of
from oficina.home import held, told_in, without_default
from oficina.settings import PREFIX, Settings, read_settings
from oficina.upkeep.move import move


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument(
        "--to", type=Path, required=True, metavar="ARCHIVO", help="los ajustes del destino: un OFICINA_… por línea"
    )
    parser.add_argument("--no-signatures", action="store_true", help="al comprobar, sin examinar las firmas")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, environ)
    require_office(settings)
    target = target_of(settings, given.to)
    with (
        held(settings.home, "oficina move"),
        held(target.home, "oficina move"),
        progress() as tell,
        opened(settings) as source,
    ):
        done = move(source, target, tell, signatures=not given.no_signatures)
    outcome = (
        "Se comprobó toda la oficina en ambos lados y está como quedó."
        if done["clean"]
        else "Hay faltas que ya venían del origen: vea «oficina verify --all»."
    )
    say(
        given,
        done,
        f"Oficina llevada a {done['home']}: {done['rows']} filas, {done['verified']['target']['checked']['blobs']} "
        f"contenidos y {len(done['logs'])} bitácoras selladas, iguales en ambos lados.",
        outcome,
        f"Póngala en marcha con los ajustes de {given.to}. La de origen quedó como estaba: no la ponga en marcha más.",
    )
    return 0 if done["clean"] else 1


def target_of(source: Settings, file: Path) -> Settings:
    """What the file says; what an office has for good goes with it."""
    try:
        told = told_in(file)
    except (OSError, UnicodeDecodeError):
        raise CommandRefused(f"No se puede leer {file}: revise la ruta.") from None
    target = read_settings(without_default(source) | {name: it for name, it in told.items() if name.startswith(PREFIX)})
    if target.home == source.home or target.database_url == source.database_url:
        raise CommandRefused(f"{file} nombra la misma oficina: fije otra carpeta y otra base de datos para el destino.")
    return target


COMMAND = Command(arguments, run)
