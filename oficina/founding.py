"""Making an office where there was none: its key, its schema, its first institution and administrator."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url

import audit.service as audit
import institutions.service as institutions
from institutions import links
from kernel.actor import PLATFORM, system
from kernel.errors import Halted
from kernel.secrets import make_key_file
from oficina.home import keep_settings
from oficina.office import admit, office_of
from oficina.platform import Platform, open_platform
from oficina.schema import migrate_as_owner
from oficina.settings import Settings


class AlreadyFounded(Halted):
    """There is an office already, and it is left as it is."""


class Founding(NamedTuple):
    institution: str
    code: str
    administrator: str


class Founded(NamedTuple):
    """What is shown once to whoever founds: a key for the API, and a link to come in with a browser."""

    key: str
    link: str


def is_new(settings: Settings) -> bool:
    """Nothing was ever kept here."""
    database = make_url(settings.database_url)
    return database.drivername == "sqlite" and not Path(str(database.database)).is_file()


def ready(settings: Settings) -> Platform:
    """The platform of an empty office: a key of its own, the newest schema, everything marked as of one office."""
    if not settings.key_file.exists():
        make_key_file(settings.key_file)
    migrate_as_owner(settings)
    platform = open_platform(settings)
    if office_of(platform.database):
        platform.close()
        raise AlreadyFounded(f"Ya hay una oficina en {settings.home}: no se cambió nada.")
    admit(platform)
    with platform.index.rebuilding():
        """Of nothing at all: from now on the index has all there is."""
    keep_settings(settings)
    return platform


def found(platform: Platform, founding: Founding) -> Founded:
    """The first institution, its oficina de partes, and whoever administers it."""
    with platform.database.writing(PLATFORM) as work:
        institution = institutions.found(
            work, founding.institution, code=founding.code, demonstration=platform.settings.demo
        )
        key = institutions.issue_key(work, institution, founding.administrator, roles=("administrador",))
        administrator = institutions.bearer_of(work, key).person_id
    with platform.database.writing(system(institution.id)) as work:
        institutions.open_office(work, "Oficina de Partes", "OP", main=True)
        link = ""
        if administrator:
            institutions.grant(work, administrator, "administrador")
            link = links.make_link(work, administrator)
        audit.record(work, "institution.founded", institution.id, code=founding.code)
    return Founded(key, f"{platform.settings.public_url.rstrip('/')}/clave/{link}")
