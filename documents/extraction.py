"""The words of what lies in the store, so that it can be found by them."""

from functools import lru_cache
from tempfile import NamedTemporaryFile

from documents.file_texts import file_text
from documents.storage import BlobStore
from kernel.sandbox import Sandbox
from search.entries import File
from search.readings import UNSEEN, WRITTEN, Told

RECENT = 16
"""A document that went to many institutions is read once for those that index it at about the same time."""


class Extractor:
    """Reads files of the store in the sandbox."""

    def __init__(self, blobs: BlobStore, sandbox: Sandbox) -> None:
        self._blobs = blobs
        self._sandbox = sandbox
        self._read = lru_cache(RECENT)(self._read_now)

    def __call__(self, file: File) -> Told:
        """What it says, and what in it says nothing. A store that is down is waited for."""
        return self._read(file.blob, file.name)

    def _read_now(self, blob: str, name: str) -> Told:
        with NamedTemporaryFile() as copy:
            for chunk in self._blobs.get(blob):
                copy.write(chunk)
            copy.flush()
            told = self._sandbox.call(file_text, copy.name, name)
        return Told(told["text"], tuple(told["unread"]), UNSEEN if told["pictures"] else WRITTEN)
