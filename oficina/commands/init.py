"""Found an empty office with one administrator."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from oficina.commands import Command, common, say, settings_of
from oficina.founding import Founding, found, ready
from oficina.home import held


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument("--name", required=True, metavar="NOMBRE", help="la institución")
    parser.add_argument("--code", required=True, metavar="CÓDIGO", help="su código en el Estado, p. ej. MU110")
    parser.add_argument("--administrator", required=True, metavar="NOMBRE", help="quien la administrará")
    parser.add_argument(
        "--public-url", metavar="URL", help="dónde la alcanzan las personas (si no, OFICINA_PUBLIC_URL)"
    )
    parser.add_argument(
        "--key-file", type=Path, help="dónde queda la llave de la oficina, fuera de la carpeta de datos"
    )


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    settings = settings_of(given.home, dict(environ) | _told(given))
    with held(settings.home, "oficina init"):
        platform = ready(settings)
        try:
            founded = found(platform, Founding(given.name, given.code, given.administrator))
        finally:
            platform.close()
    say(
        given,
        {"institution": given.name, "api_key": founded.key, "link": founded.link, "key_file": str(settings.key_file)},
        f"Oficina fundada en {settings.home} para {given.name}.",
        f"Para empezar, {given.administrator} abre este enlace, una vez y antes de 48 horas: {founded.link}",
        f"Su clave para la API, que no se volverá a mostrar: {founded.key}",
        f"Guarde {settings.key_file} en otro lugar: sin ese archivo no se abren los secretos de un respaldo.",
    )
    return 0


def _told(given: Namespace) -> dict[str, str]:
    told = {"OFICINA_PUBLIC_URL": given.public_url}
    if given.key_file:
        told["OFICINA_KEY_FILE"] = str(given.key_file.absolute())
    elif given.home:
        home = given.home.absolute()
        told["OFICINA_KEY_FILE"] = str(home.with_name(f"{home.name}.key"))
    return {name: value for name, value in told.items() if value}


COMMAND = Command(arguments, run)
