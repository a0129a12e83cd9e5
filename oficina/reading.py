"""What the signatures of a file prove, with the roots that an office trusts or with none."""

from pathlib import Path
from typing import Any

from kernel.clock import utc_now
from kernel.sandbox import Sandbox, SandboxCrashed, TooHard
from signature.anchors import Told
from signature.panel import JUDGING
from signature.report import examine, unreadable
from signature.sentences import VERDICTS
from signature.trust import TrustFolder

ROOT, TRUSTED = Path("pki", "root.pem"), "trust"


def examined(file: Path, home: Path | None) -> dict[str, Any]:
    """The report on a file. Without a home nobody is trusted, and the best that can be said is `indeterminate`."""
    roots: list[Told] = [*TrustFolder(home / TRUSTED).anchors()] if home else []
    if home and (home / ROOT).is_file():
        roots.append((home / ROOT).read_text("ascii"))
    sandbox = Sandbox()
    try:
        told: dict[str, Any] = sandbox.call(examine, str(file.absolute()), roots, utc_now().isoformat(), limits=JUDGING)
    except (TooHard, SandboxCrashed) as refusal:
        return unreadable(refusal.message)
    finally:
        sandbox.close()
    return told


def lines_of(told: dict[str, Any]) -> list[str]:
    """The report for a person: the verdict, what each signature says, and why."""
    signatures = [f"  {at}. {each['says']}" for at, each in enumerate(told["signatures"], start=1)]
    reasons = [f"  - {each}" for each in told["reasons"]]
    sub_indication = f", {told['sub_indication']}" if told["sub_indication"] else ""
    verdict = f"{VERDICTS[told['verdict']]} ({told['indication']}{sub_indication})"
    return [verdict, *signatures, *(["Razones:", *reasons] if reasons else []), *told["notices"]]
