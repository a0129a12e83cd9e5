"""The words of what lies in the store, so that it can be found by them."""

import logging
from functools import lru_cache
from tempfile import NamedTemporaryFile

from documents.storage import BlobStore
from documents.texts import pdf_text
from kernel.errors import Unavailable
from kernel.sandbox import Sandbox

log = logging.getLogger(__name__)

RECENT = 16
"""A document that went to many institutions is read once for those that index it at about the same time."""


class Extractor:
    """Reads PDFs of the store in the sandbox."""

    def __init__(self, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._blobs = blobs
        self._sandbox = sandbox
        self._read = lru_cache(RECENT)(self._read_now)

    def __call__(self, *blobs: str) -> str:
        """All of them, one after the other. What cannot be read is left out; a store that is down is waited for."""
        return "\n".join(filter(None, map(self._read_if_it_can_be, blobs)))

    def _read_if_it_can_be(self, blob: str) -> str:
        try:
            return self._read(blob)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with one file, the rest is found
            log.warning("the text of %s could not be read: %s", blob, type(error).__name__)
            return ""

    def _read_now(self, blob: str) -> str:
        with NamedTemporaryFile(suffix=".pdf") as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            text: str = self._sandbox.call(pdf_text, copy.name)
        return text


def may_be_pdf(name: str, media_type: str = "") -> bool:
    """As whoever sent it calls it; whether it is one, the sandbox finds out."""
    return media_type == "application/pdf" or name.lower().endswith(".pdf")
