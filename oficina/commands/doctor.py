"""What is fit and what is not."""

from argparse import Namespace
from collections.abc import Mapping

from oficina.commands import Command, carry_out, common, say, settings_of


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    found = carry_out(settings_of(given.home, environ), "doctor", {}, fit=False)
    fit = [f"bien  {name}" for name in found["fit"]]
    unfit = [f"MAL   {name}: {each['what']} {each['do']}" for name, each in found["unfit"].items()]
    told = ["AVISO Esta oficina es una demostración: nada de lo que hay en ella tiene valor."] * found["demonstration"]
    say(given, found, *told, *fit, *unfit)
    return 1 if unfit else 0


COMMAND = Command(common, run)
