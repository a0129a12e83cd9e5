"""The classes of attack. Each yields forgeries without end, chosen by a seed: a run can be done again."""

from collections.abc import Callable, Iterator, Mapping
from random import Random

from tests.signature.forging.drawing import drawn_over, filled_in, noted, signed_over
from tests.signature.forging.lexical import written_oddly
from tests.signature.forging.outside import appended, endings, other_cms, universal, wrapped
from tests.signature.forging.shadows import hidden_in_store, other_words, remapped, replaced, retitled, toggled
from tests.signature.forging.signing import Signed

Forge = Callable[[Signed, Random], Iterator[bytes]]

CLASSES: Mapping[str, Forge] = {
    "USF: a signature that says nothing, or something else": universal,
    "ISA: later revisions that no section, or another, speaks of": endings,
    "SWA: what is signed moved, and something else put between": wrapped,
    "bytes after the end": appended,
    "shadow: contents, fonts, pictures, pages replaced": replaced,
    "shadow: numbers that point at what was hidden in the signed bytes": remapped,
    "shadow: layers and views toggled": toggled,
    "EAA: annotations over the page": noted,
    "SSA: fields and stamps over the page, signatures used again": signed_over,
    "fields filled in, or that show something else": filled_in,
    "a widget whose look changed": drawn_over,
    "title, author, dates, XMP": retitled,
    "what opens, runs or speaks with the document": other_words,
    "changes hidden beside data for the archive": hidden_in_store,
    "keys twice, names escaped, comments, lengths": written_oddly,
    "the CMS: certificates, unsigned attributes, padding": other_cms,
}
