"""The demonstration, made through the same use cases that people use."""

import institutions.service as institutions
from kernel.actor import PLATFORM
from oficina.admin import Tell
from oficina.demo.facts import oficio
from oficina.platform import Platform


def seed(platform: Platform, tell: Tell) -> dict[str, str]:
    """Fill an empty office. What it returns is shown to whoever asked for it."""
    facts = oficio()
    organs = (facts.sender, *facts.recipients)
    keys: list[str] = []
    with platform.database.writing(PLATFORM) as work:
        for done, organ in enumerate(organs, start=1):
            institution = institutions.found(work, organ.name)
            keys.append(institutions.issue_key(work, institution, organ.head))
            tell("Instituciones", done, len(organs))
    return {"institutions": f"{len(organs)} instituciones.", "key": f"Clave de {facts.sender.head}: {keys[0]}"}
