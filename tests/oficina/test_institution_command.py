"""`oficina institution` and `oficina platform`, on a running office and on one that does not run."""

from pathlib import Path

import pytest

from oficina.admin import TaskRefused
from oficina.platform import Platform
from oficina.upkeep import TASKS
from tests.oficina.test_cli import founded, home, oficina, serving, told

__all__ = ["founded", "home"]

ADD = {"code": "MU110", "name": "Municipalidad de Ancud", "comuna": "Ancud", "administrator": "Rosa Pérez"}


def asked(platform: Platform, task: str, **arguments: str | None) -> dict[str, object]:
    return TASKS[task](platform, arguments, lambda *_: None)


def test_an_institution_is_added_once_and_listed(platform: Platform) -> None:
    added = asked(platform, "institution add", **ADD)

    assert str(added["link"]).startswith("http://testserver/clave/")
    for double in (ADD, ADD | {"code": "MU111"}):
        with pytest.raises(TaskRefused, match="MU110"):
            asked(platform, "institution add", **double)
    with pytest.raises(TaskRefused, match=r"comuna: Falta este dato\.\nadministrator: Falta este dato\."):
        asked(platform, "institution add", code="X", name="Y")
    with pytest.raises(TaskRefused, match="zona de Chile"):
        asked(platform, "institution add", **ADD | {"code": "X", "name": "Y", "zone": "UTC"})
    assert asked(platform, "institution link", code="MU110")["link"] != added["link"]
    with pytest.raises(TaskRefused, match="institution list"):
        asked(platform, "institution link", code="MU999")
    listed = asked(platform, "institution list")["institutions"]
    assert isinstance(listed, list)
    assert [(each["code"], each["zone"], each["state"]) for each in listed] == [
        ("MU110", "America/Santiago", "awaited")
    ]


def test_who_runs_the_platform_is_named_and_dismissed_from_the_machine(platform: Platform) -> None:
    named = asked(platform, "platform add", name="Pía Luna", run="11.111.111-1")

    assert asked(platform, "platform list") == {"administrators": [{"id": named["id"], "name": "Pía Luna"}]}
    assert asked(platform, "platform remove", id=str(named["id"]))["administrator"] == "Pía Luna"
    assert asked(platform, "platform list") == {"administrators": []}
    for nobody in (str(named["id"]), "nadie"):
        with pytest.raises(TaskRefused, match=r"revise la lista|platform list"):
            asked(platform, "platform remove", id=nobody)
    assert asked(platform, "platform add", name="Pía Luna", run="11.111.111-1")["id"] == named["id"]


@pytest.mark.once
def test_the_commands_go_through_the_running_office(home: Path) -> None:
    options = [part for name, value in ADD.items() for part in (f"--{name}", value)]
    with serving(home):
        added = told("institution", "add", "--home", home, "--zone", "Pacific/Easter", *options)
    assert "/clave/" in added["link"]
    again = oficina("institution", "add", "--home", home, *options)
    assert (again.returncode, "MU110" in again.stderr) == (1, True)
