"""Institutions, and whoever runs the platform, from the machine: `oficina institution` and `oficina platform`."""

from functools import wraps
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from institutions import admitting, links, stewards
from institutions.schemas.directory import NewInstitutionForm
from kernel.actor import PLATFORM
from kernel.errors import Refused
from oficina.admin import Task, TaskRefused, Tell
from oficina.malformed import says
from oficina.platform import Platform


def _told(task: Task) -> Task:
    """A refusal is told to whoever asked, in its own words."""

    @wraps(task)
    def asked(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
        try:
            return task(platform, arguments, tell)
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, each['loc']))}: {says(dict(each))}" for each in error.errors())
            raise TaskRefused("\n".join(faults)) from None
        except Refused as refusal:
            raise TaskRefused(refusal.message) from None

    return asked


@_told
def add_institution(platform: Platform, arguments: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Its line, its house and the link of its first administrator."""
    asked = NewInstitutionForm.model_validate(arguments)
    with platform.database.writing(PLATFORM) as work:
        institution = admitting.enter(work, **asked.model_dump())
    tell("Institución", 1, 2)
    admitted = admitting.begin(platform.database, PLATFORM, institution.id)
    tell("Institución", 2, 2)
    return {"id": str(institution.id), "code": asked.code, "institution": admitted.institution} | _link(
        platform, admitted.administrator, admitted.token
    )


@_told
def link_institution(platform: Platform, arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Another link for an administrator who never came in."""
    lines = _lines(platform)
    found = next((each.row for each in lines if each.row.code == arguments["code"]), None)
    if found is None:
        raise TaskRefused(f"Ninguna institución tiene el código {arguments['code']}: vea «oficina institution list».")
    admitted = admitting.begin(platform.database, PLATFORM, found.id)
    return {"id": str(found.id), "code": found.code, "institution": found.name} | _link(
        platform, admitted.administrator, admitted.token
    )


@_told
def list_institutions(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    return {
        "institutions": [
            {
                "id": str(each.row.id),
                "code": each.row.code,
                "name": each.row.name,
                "comuna": each.row.comuna,
                "zone": each.row.zone,
                "people": each.people,
                "state": each.standing.value,
            }
            for each in _lines(platform)
        ]
    }


@_told
def name_steward(platform: Platform, arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    """Somebody runs the platform from now on. Whoever has a password already needs no link."""
    with platform.database.writing(PLATFORM) as work:
        person = stewards.name(work, arguments["name"], arguments["run"])
        token = "" if person.password_hash else links.make_link(work, person.id)
        return {"id": str(person.id)} | _link(platform, person.name, token)


@_told
def end_steward(platform: Platform, arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    try:
        person_id = UUID(arguments["id"])
    except ValueError:
        raise TaskRefused("Ese identificador no es de una persona: vea «oficina platform list».") from None
    with platform.database.writing(PLATFORM) as work:
        return {"id": str(person_id), "administrator": stewards.end(work, person_id).name}


@_told
def list_stewards(platform: Platform, _arguments: dict[str, Any], _tell: Tell) -> dict[str, Any]:
    with platform.database.reading(PLATFORM) as work:
        return {"administrators": [{"id": str(each.id), "name": each.name} for each in stewards.listed(work)]}


def _lines(platform: Platform) -> list[admitting.Line]:
    with platform.database.reading(PLATFORM) as work:
        return list(admitting.listed(work))


def _link(platform: Platform, name: str, token: str) -> dict[str, Any]:
    base = platform.settings.public_url.rstrip("/")
    return {"administrator": name, "link": f"{base}/clave/{token}" if token else ""}


TASKS: dict[str, Task] = {
    "institution add": add_institution,
    "institution link": link_institution,
    "institution list": list_institutions,
    "platform add": name_steward,
    "platform remove": end_steward,
    "platform list": list_stewards,
}
"""Each by the words of its command."""
