"""What each feature can say of its own rows."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import correspondence.checks
import documents.checks
import expedientes.checks
import signature.held
from kernel.work import Work


class Altered(Protocol):
    """What is no longer as it was: of which row, and what is wrong with it."""

    @property
    def table(self) -> str: ...
    @property
    def id(self) -> Any: ...
    @property
    def what(self) -> str: ...


ALTERED: tuple[Callable[[Work], Iterator[Altered]], ...] = (
    documents.checks.altered,
    correspondence.checks.altered,
    expedientes.checks.altered,
)
"""Do the rows still agree with each other, and with what was logged, signed and handed over?"""

BLOBS_NAMED: tuple[Callable[[Work], Iterator[str]], ...] = (
    documents.checks.blobs_named,
    correspondence.checks.blobs_named,
    expedientes.checks.blobs_named,
    signature.held.blobs_named,
)
"""Every content that rows count on: what a backup must carry, and a verification read."""
