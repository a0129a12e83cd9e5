"""What Prometheus reads of an office, and what it would say of it: judged by its own promtool."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from oficina.app import create_app
from oficina.platform import Platform

RULES = Path(__file__).parents[2] / "deploy" / "server" / "prometheus" / "alerts.yml"
PROMTOOL = shutil.which("promtool")
BEFORE, AFTER = 90, 1600
"""Minutes that a state lasts: as it was first, and as it became."""
COUNTED = ("_total", "_count", "_bucket", "_sum")

Scrape = dict[str, float]


def looked_at(platform: Platform) -> TestClient:
    """The office without workers beside it, asked from the same machine."""
    return TestClient(create_app(platform), client=("127.0.0.1", 50_000), raise_server_exceptions=False)


def scraped(browser: TestClient) -> Scrape:
    answer = browser.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {'up{job="oficina"}': 1, **dict(series(answer.text))}


def series(text: str) -> Iterator[tuple[str, float]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={json.dumps(value)}" for name, value in sorted(sample.labels.items()))
            yield f"{sample.name}{{{labels}}}", sample.value


def fires(alert: str, before: Scrape, after: Scrape, folder: Path, *, within: int) -> tuple[bool, bool]:
    """Whether it fires while all is as before, and whether it does `within` minutes of becoming otherwise."""
    return tuple(_fires(alert, before, after, folder, minute) for minute in (BEFORE - 1, BEFORE + within))  # type: ignore[return-value]


def _fires(alert: str, before: Scrape, after: Scrape, folder: Path, minute: int) -> bool:
    asked = {
        "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) > bool 0',
        "eval_time": f"{minute}m",
        "exp_samples": [{"labels": "{}", "value": 1}],
    }
    named = _named_by(alert)
    told = [
        {"series": name, "values": _told(name, before, after)}
        for name in sorted(before.keys() | after.keys())
        if name.partition("{")[0] in named and not _stands_still(name, before, after)
    ]
    test = {"interval": "1m", "input_series": told, "promql_expr_test": [asked]}
    file = folder / "rules-test.json"
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": [test]}))
    done = subprocess.run([str(PROMTOOL), "test", "rules", str(file)], capture_output=True, text=True, check=False)  # noqa: S603 -- a tool that judges
    said = done.stdout + done.stderr
    assert done.returncode == 0 or "got:" in said, said
    return done.returncode == 0


def _stands_still(name: str, before: Scrape, after: Scrape) -> bool:
    """What was counted before this test, in as many series as there are addresses: it adds nothing to any rate."""
    return "_bucket{" in name and before.get(name) == after.get(name)


def _named_by(alert: str) -> set[str]:
    """The numbers that its expression asks for."""
    _, _, rule = RULES.read_text().partition(f"alert: {alert}\n")
    return set(re.findall(r"\b(?:oficina_\w+|up)\b", rule.partition("- alert:")[0].partition("annotations:")[0]))


def _told(name: str, before: Scrape, after: Scrape) -> str:
    """A gauge stays as it became; what is counted goes on being counted at that pace."""
    was, became = before.get(name), after.get(name)
    counted = name.partition("{")[0].endswith(COUNTED)
    pace = (became or 0) - (was or 0) if counted else 0
    first = f"_x{BEFORE}" if was is None else f"{was}x{BEFORE - 1}"
    then = f"_x{AFTER}" if became is None else f"{became}+{pace}x{AFTER}"
    return f"{first} {then}"
