"""What the machine has to do: what waits, runs or failed, since when and why; and trying again what was given up."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from oficina.commands import Command, CommandRefused, carry_out, common, say, settings_of

STATES = {"due": "espera", "leased": "en curso", "shelved": "abandonado"}


def arguments(parser: ArgumentParser) -> None:
    common(parser)
    parser.add_argument(
        "way", nargs="?", choices=["show", "shelf", "retry"], default="show",
        help="qué hay (si no se dice otra cosa), lo abandonado, o reintentar",
    )  # fmt: skip
    parser.add_argument("id", nargs="?", metavar="ID", help="el trabajo que se reintenta")
    parser.add_argument("--all", action="store_true", help="reintenta todo lo abandonado")


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    if given.way == "retry" and bool(given.id) == given.all:
        raise CommandRefused("Diga qué reintenta: el ID de un trabajo de «oficina queue shelf», o --all.")
    asked = {"id": given.id, "all": given.all} if given.way == "retry" else {}
    told = carry_out(settings_of(given.home, environ), f"queue {given.way}", asked)
    match given.way:
        case "show":
            lines = [_line(each) for each in told["waiting"]]
            lines += [f"falló: {each['many']} en {each['queue']} por {each['code']}" for each in told["troubles"]]
            say(given, told, *(lines or ["Nada espera y nada falló."]))
        case "shelf":
            lines = [
                f"{each['id']}  {each['kind']:<32} {each['code']}  desde {each['since']}" for each in told["shelf"]
            ]
            say(given, told, *(lines or ["No hay trabajos abandonados."]))
        case "retry":
            say(given, told, f"Volvieron a la cola: {len(told['retried'])}.")
    return 0


def _line(each: Mapping[str, Any]) -> str:
    state = STATES[each["state"]]
    return f"{each['queue']:<10} {each['kind']:<32} {state:<11} {each['many']:>6}  desde {each['since']}"


COMMAND = Command(arguments, run)
