"""What is fit and what is not, a sentence each, and what to do."""

from typing import Any

from oficina.admin import Tell
from oficina.platform import Platform
from oficina.readiness import QUICK, unfit


def examine(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    wrong = unfit(platform, QUICK)
    return {"fit": sorted(QUICK.keys() - wrong.keys()), "unfit": {name: each._asdict() for name, each in wrong.items()}}
