"""What a revision must not do to a table that people use meanwhile: whatever makes them wait for it, or fail."""

import re
from collections.abc import Iterator

MADE = re.compile(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)')
REFUSED = (
    (r'CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON "?(?P<table>\w+)', "make the index CONCURRENTLY"),
    (r"DROP INDEX (?!CONCURRENTLY)(?P<table>)", "drop the index CONCURRENTLY"),
    (r'ALTER TABLE "?(?P<table>\w+)"? ADD COLUMN (?!.*DEFAULT).*NOT NULL', "give the new column a default"),
    (r'ALTER TABLE "?(?P<table>\w+)"? ALTER COLUMN \S+ SET NOT NULL', "check it NOT VALID, and validate it after"),
    (r'ALTER TABLE "?(?P<table>\w+)"? ALTER COLUMN \S+ (?:SET DATA )?TYPE', "add another column, and fill it"),
    (r'ALTER TABLE "?(?P<table>\w+)"? ADD CONSTRAINT (?!.*NOT VALID)(?!.*USING INDEX)', "add it NOT VALID"),
    (r'ALTER TABLE "?(?P<table>\w+)"? (?:DROP|RENAME)', "leave it for the version that is still running"),
    (r'(?:DROP|LOCK|TRUNCATE) TABLE (?:IF EXISTS )?"?(?P<table>\w+)', "leave it for the version that is still running"),
    (r'UPDATE "?(?P<table>\w+)"? SET (?!.*WHERE)', "change the rows in batches, by a job"),
)
RULES = tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in REFUSED)


def refused(sql: str) -> Iterator[str]:
    """What to do instead, for each statement that would hold up whoever uses a table that was there before."""
    said = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    statements = [" ".join(each.split()) for each in said.split(";")]
    new = {found[1] for each in statements if (found := MADE.match(each))}
    for each in statements:
        for rule, instead in RULES:
            found = rule.match(each)
            if found and found["table"] not in new:
                yield f"{instead}: {each}"
