"""Evidence records (RFC 4998): that contents were there at an instant, many of them with one timestamp.

It knows neither rows nor PDFs: `signature.proving` decides what is proved and when it is renewed.
"""

from signature.evidence.checking import Checked, check
from signature.evidence.errors import NotARecordError
from signature.evidence.making import Stamping, cover, cover_tokens, hashed_again, stamped_again, with_history
from signature.evidence.records import Record, Stamp, read
from signature.evidence.tree import Tree, grow

__all__ = [
    "Checked",
    "NotARecordError",
    "Record",
    "Stamp",
    "Stamping",
    "Tree",
    "check",
    "cover",
    "cover_tokens",
    "grow",
    "hashed_again",
    "read",
    "stamped_again",
    "with_history",
]
