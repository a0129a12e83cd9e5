"""What is handed to whoever installs agrees with the program, and with the programs that read it."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from kernel.clock import utc_now
from oficina.cli import COMMANDS
from oficina.home import told_in
from oficina.settings import PREFIX, Settings, read_settings

SERVER = Path(__file__).parents[2] / "deploy" / "server"
UNITS = SERVER / "systemd"
GUARDS = {
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "RestrictSUIDSGID=yes",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "User=oficina",
}
PROGRAM = "/opt/oficina/.venv/bin/oficina"

pytestmark = pytest.mark.database_free


def test_the_environment_file_explains_every_setting_and_nothing_else() -> None:
    lines = (SERVER / "oficina.env").read_text().splitlines()
    named = [line.removeprefix("#").split("=")[0] for line in lines if re.match(rf"#?{PREFIX}[A-Z0-9_]+=", line)]
    assert sorted(named) == sorted(PREFIX + field.upper() for field in Settings.model_fields)
    unexplained = [
        line for before, line in zip(["", *lines], lines, strict=False) if line and not before and line[0] != "#"
    ]
    assert not unexplained, "a setting that nothing is said of"


def test_the_environment_file_is_one_that_the_program_reads() -> None:
    settings = read_settings(told_in(SERVER / "oficina.env"))
    assert not settings.in_one_process
    assert (settings.owner_database_url, settings.demo) == (None, False)


def test_every_container_is_of_a_version_that_is_said() -> None:
    services: dict[str, Any] = yaml.safe_load((SERVER / "compose.yaml").read_text())["services"]
    assert {"web", "relay", "worker", "proxy", "postgres", "rabbitmq", "s3", "elasticsearch"} == services.keys()
    for name, each in services.items():
        assert "build" in each or re.search(r":v?\d+\.\d+[.\w-]*$", each["image"]), name
        if "build" in each:
            assert each["command"][0] in COMMANDS
    assert re.findall(r"^FROM python:\d+\.\d+\.\d+-", (SERVER.parent / "Dockerfile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_that_there_is_and_is_shut_in(unit: Path) -> None:
    lines = unit.read_text().splitlines()
    assert not GUARDS - set(lines)
    (starts,) = [line for line in lines if line.startswith("ExecStart=")]
    assert starts.split(f"{PROGRAM} ")[1].split()[0] in COMMANDS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        told = unit.read_text().replace(PROGRAM, "/bin/true").replace("=oficina\n", "=root\n")
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(told)
    units = [f"./{each.name}" for each in sorted(tmp_path.iterdir())]
    checked = run("systemd-analyze", "verify", "--man=no", *units, cwd=tmp_path)
    assert (checked.returncode, [line for line in checked.stderr.splitlines() if "oficina" in line]) == (0, [])


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not here")
def test_nginx_takes_its_configuration_and_lets_the_largest_file_pass(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    site = (SERVER / "nginx.conf").read_text()
    site = site.replace("/etc/oficina/tls/cadena.pem", str(certificate)).replace("/etc/oficina/tls/llave.pem", str(key))
    (tmp_path / "site.conf").write_text(site)
    around = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}"
    (tmp_path / "nginx.conf").write_text(f"{around} http {{ access_log off; include {tmp_path}/site.conf; }}")

    checked = run("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))
    assert checked.returncode == 0, checked.stderr
    largest = max(Settings.model_fields[name].default for name in ("document_megabytes", "attachment_megabytes"))
    assert f"client_max_body_size {largest + 5}m;" in site
    assert f"max_size {largest + 5}MB" in (SERVER / "Caddyfile").read_text()


def run(*command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 -- what it runs is named here


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partes.ejemplo.gob.cl")])
    now = utc_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return folder / "cert.pem", folder / "key.pem"
