"""Some S3 servers tell dates to the nanosecond, and the library reads no more than six digits: it is given those."""

import re
import sys
from collections.abc import Callable
from datetime import datetime

import minio.time

READS = "from_iso8601utc"
TOO_FINE = re.compile(r"(\.\d{6})\d+")

read: Callable[[str | None], datetime | None] = minio.time.from_iso8601utc


def tolerant(told: str | None) -> datetime | None:
    return read(TOO_FINE.sub(r"\1", told) if told else told)


def be_tolerant() -> None:
    """Wherever the library took its reader of dates to."""
    for name, module in list(sys.modules.items()):
        if name.startswith("minio.") and getattr(module, READS, None) is read:
            setattr(module, READS, tolerant)
