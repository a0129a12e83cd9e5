"""Whether the office is fit to attend: what is checked at the start, by whoever watches, and by `doctor`."""

from collections.abc import Callable
from typing import NamedTuple

from kernel.errors import Refused
from oficina.home import MOVING
from oficina.office import Mixture, admit
from oficina.platform import Platform
from oficina.schema import SchemaRefused, require_newest
from search.errors import IndexUnavailable


class Unfit(NamedTuple):
    """What is wrong, and what to do about it."""

    what: str
    do: str


Check = Callable[[Platform], Unfit | None]


def schema_is_newest(platform: Platform) -> Unfit | None:
    try:
        require_newest(platform.database)
    except SchemaRefused as refusal:
        return Unfit(str(refusal), "Ejecute «oficina migrate».")
    return None


def parts_belong_together(platform: Platform) -> Unfit | None:
    if (platform.settings.home / MOVING).exists():
        return Unfit(
            "A esta carpeta se está llevando una oficina.", "Ejecute de nuevo «oficina move» hasta que termine."
        )
    try:
        admit(platform)
    except Mixture as mixture:
        return Unfit(
            str(mixture), "Revise OFICINA_DATABASE_URL, OFICINA_BLOBS_URL, OFICINA_INDEX_URL y OFICINA_KEY_FILE."
        )
    return None


def index_answers(platform: Platform) -> Unfit | None:
    """Without it only the search waits: the office attends, and whoever watches is told."""
    try:
        platform.index.require()
    except IndexUnavailable as refusal:
        return Unfit(refusal.message, "Compruebe que el servidor de OFICINA_INDEX_URL esté en marcha y deje entrar.")
    return None


QUICK: dict[str, Check] = {"schema": schema_is_newest, "office": parts_belong_together}
"""Without these nobody is attended."""
WHOLE: dict[str, Check] = {**QUICK, "index": index_answers}
"""What is told to whoever watches."""


def unfit(platform: Platform, checks: dict[str, Check] = QUICK) -> dict[str, Unfit]:
    """What does not hold, by its name. A check that breaks is a finding too."""
    found = {name: _checked(platform, check) for name, check in checks.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


def _checked(platform: Platform, check: Check) -> Unfit | None:
    try:
        return check(platform)
    except Refused as refusal:
        return Unfit(refusal.message, "Compruebe que el servicio esté en marcha y vuelva a intentarlo.")
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is told and not thrown
        return Unfit(
            f"no responde ({type(error).__name__})", "Compruebe que esté en marcha y que el ajuste sea correcto."
        )
