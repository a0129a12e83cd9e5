"""The API does what its own description says: judged by schemathesis, which nobody here wrote."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oficina.platform import Platform
from tests.offices import Office, a_colleague
from tests.serving import served

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
LEFT_OUT = Path(__file__).with_name("schemathesis.toml")
ENDS_ONES_OWN_RIGHTS = "/(dismissal|revocation|departure|end)$"
"""Whoever calls these with ids that it has seen may be let in no more: they are judged last, with another key."""


@pytest.mark.once
@pytest.mark.timeout(1200)
def test_no_answer_is_outside_its_description(platform: Platform, ministry: Office, tmp_path: Path) -> None:
    other = a_colleague(platform, ministry, "Luis Paredes")
    with served(platform) as url:
        most = _judged(url, ministry.key, tmp_path, "--exclude-path-regex", ENDS_ONES_OWN_RIGHTS)
        rest = _judged(url, other.key, tmp_path, "--include-path-regex", ENDS_ONES_OWN_RIGHTS)

    assert most.returncode == 0, most.stdout[-20_000:] + most.stderr[-2_000:]
    assert rest.returncode == 0, rest.stdout[-20_000:] + rest.stderr[-2_000:]
    assert "returned only 401/403" not in most.stdout


def _judged(url: str, key: str, folder: Path, *which: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- a tool of ours, on a server of ours
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(LEFT_OUT), "run", f"{url}/openapi.json"),
            *which,
            *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "2", "--seed", "1"),
            *("--header", f"Authorization: Bearer {key}", "--workers", "1", "--request-timeout", "60", "--no-color"),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},  # it is not of ours
        timeout=600,
    )
