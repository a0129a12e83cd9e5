"""Forgeries of every published class and of some that are not, made by the hundred from one signed file."""

from tests.signature.forging.classes import CLASSES
from tests.signature.forging.raw import Paper, increment
from tests.signature.forging.signing import Signed

__all__ = ["CLASSES", "Paper", "Signed", "increment"]
