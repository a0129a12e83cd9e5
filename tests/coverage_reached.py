"""What the tests must have walked: 90 % of all branches, and every one where a mistake would cost a document."""

import io
import sys
from fnmatch import fnmatch

from coverage import Coverage

ALL = 90.0
EVERY_BRANCH = ("audit/*", "documents/numbering.py", "kernel/jobs.py", "kernel/idempotency.py", "workers/claims.py")


def main() -> int:
    coverage = Coverage()
    coverage.load()
    total = coverage.report(file=io.StringIO())
    short = [f"{total:.1f} % of all, and {ALL:.0f} % are asked for"] if total < ALL else []
    for file in sorted(coverage.get_data().measured_files()):
        name = file.removeprefix(f"{sys.path[0]}/")
        if any(fnmatch(name, pattern) for pattern in EVERY_BRANCH):
            reached = coverage.report(morfs=[file], file=io.StringIO())
            short += [f"{name}: {reached:.1f} %, and every branch is asked for"] if reached < 100 else []
    sys.stdout.write(f"branches walked: {total:.1f} %\n")
    for line in short:
        sys.stdout.write(f"not enough: {line}\n")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
