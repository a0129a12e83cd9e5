"""The tools that judge from outside, and how they are asked."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

JAVA = Path(__file__).parent / "java"


def has(*tools: str) -> pytest.MarkDecorator:
    absent = [tool for tool in tools if not shutil.which(tool)]
    return pytest.mark.skipif(bool(absent), reason=f"not installed: {', '.join(absent)} (tests/install-judges)")


built = pytest.mark.skipif(
    not shutil.which("java") or not list(JAVA.glob("target/*.jar")), reason="not built: tests/install-judges"
)


def said(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(each) for each in command], check=False, capture_output=True, text=True, timeout=120)  # noqa: S603


def java(*arguments: str | Path) -> list[dict[str, Any]]:
    """What the Java judges say: a line of JSON for each file."""
    path = f"{JAVA}/target/*:{JAVA}/target/lib/*"
    answer = said("java", "-XX:TieredStopAtLevel=1", "-cp", path, "Main", *arguments)
    return [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]


def signatures(pdf: Path) -> list[tuple[bytes, bytes]]:
    """Of each signature: the bytes that it covers, and its CMS."""
    content = pdf.read_bytes()
    found = []
    for match in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", content):
        begins, size, resumes, rest = (int(each) for each in match.groups())
        hole = content[begins + size + 1 : resumes - 1]
        covered = content[begins : begins + size] + content[resumes : resumes + rest]
        found.append((covered, _unpadded(bytes.fromhex(hole.decode()))))
    return found


def _unpadded(der: bytes) -> bytes:
    """A DER sequence says how long it is; what follows fills the hole."""
    octets = der[1] & 0x7F
    return der[: 2 + octets + int.from_bytes(der[2 : 2 + octets])]
