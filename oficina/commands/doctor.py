"""What is fit and what is not."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from oficina.commands import Command, carry_out, common, say, settings_of
from oficina.upkeep.examine import ENDING


def run(given: Namespace, environ: Mapping[str, str]) -> int:
    found = carry_out(settings_of(given.home, environ), "doctor", {}, fit=False)
    fit = [f"bien  {name}" for name in found["fit"]]
    unfit = [f"MAL   {name}: {each['what']} {each['do']}" for name, each in found["unfit"].items()]
    told = ["AVISO Esta oficina es una demostración: nada de lo que hay en ella tiene valor."] * found["demonstration"]
    soon = [f"AVISO {ENDING[each['what']]} {each['name']} {_ends(each)}" for each in found["ending"]]
    say(given, found, *told, *fit, *soon, *unfit)
    return 1 if unfit else 0


def _ends(each: Mapping[str, Any]) -> str:
    day = f"{datetime.fromisoformat(each['ends_at']):%d-%m-%Y}"
    return f"vence en menos de {each['within']} días, el {day}." if each["within"] else f"venció el {day}."


COMMAND = Command(common, run)
