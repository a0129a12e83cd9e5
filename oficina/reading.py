"""What the signatures of a file prove, with the roots that an office trusts or with none."""

from pathlib import Path
from typing import Any

from kernel.clock import utc_now
from kernel.sandbox import Sandbox
from signature.report import examine

ROOT = Path("pki", "root.pem")


def examined(file: Path, home: Path | None) -> dict[str, Any]:
    """The report on a file. Without a home nobody is trusted, and the best that can be said is `indeterminate`."""
    root = home / ROOT if home else None
    roots = [root.read_text("ascii")] if root and root.is_file() else []
    sandbox = Sandbox()
    try:
        told: dict[str, Any] = sandbox.call(examine, str(file.absolute()), roots, utc_now().isoformat())
    finally:
        sandbox.close()
    return told


def lines_of(told: dict[str, Any]) -> list[str]:
    """The report for a person: each signature, the reasons, and the verdict."""
    each = "{who} ({run}): {kind} {level}, {when}; íntegra: {intact}; de confianza: {trusted}; después: {later_changes}"
    return [*(each.format(**one) for one in told["signatures"]), *told["reasons"], f"Veredicto: {told['verdict']}"]
