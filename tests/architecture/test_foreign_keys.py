"""What refers to a row is found without reading the whole table: to delete, to insert late, or to show what belongs."""

from sqlalchemy import UniqueConstraint

import oficina.app  # noqa: F401 -- every model is loaded
from kernel.rows import Base

OF_THE_HOUSE = {"institutions", "people", "posts", "units", "offices"}
"""What a house has a few of, and seldom gets another."""


def test_every_foreign_key_to_what_grows_has_its_index() -> None:
    bare = []
    for table in Base.metadata.tables.values():
        unique = (each for each in table.constraints if isinstance(each, UniqueConstraint))
        indexed = [[column.name for column in table.primary_key.columns]]
        indexed += [[column.name for column in each.columns] for each in table.indexes]
        indexed += [[column.name for column in each.columns] for each in unique]
        for key in table.foreign_key_constraints:
            names = [column.name for column in key.columns]
            found = any(each[: len(names)] == names or each[:1] == names[1:] for each in indexed)
            if key.referred_table.name not in OF_THE_HOUSE and not found:
                bare.append(f"{table.name} {names}")

    assert bare == []
