"""How an entry lies in Elasticsearch.

The words are told apart and cut here, by the one Spanish analysis of the program; the server keeps them as they come.
So both engines have the same words, and no version of a server can change them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from search.engines.base import Copy, Gone, Hit, Kept
from search.engines.laid import instant, laid
from search.entries import FACETS

LONGEST_SHOWN = 400_000
"""Characters of a text that are kept to show where the words are. All of it is found."""
TOLD = ["kind", "type", "state", "at", "shown.title", "shown.text", "shown.unread", "shown.guarded"]

KEYWORD = {"type": "keyword"}
ASKED_FOR = {"type": "keyword", "doc_values": False}
"""Found by, and neither counted nor put in order: half as much is written of each."""
NUMBER = {"type": "long"}
IN_ORDER = {"type": "long", "index": False}
COUNTED = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
ORDERED = {"type": "text", "analyzer": "whitespace"}

MAPPING: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": ["title_stems", "stems", "words", "facts", "named"]},
    "properties": {
        **dict.fromkeys(("tenant", "mark", "named"), ASKED_FOR),
        **dict.fromkeys(("subject", *FACETS), KEYWORD),
        **dict.fromkeys(("title_stems", "stems"), COUNTED),
        **dict.fromkeys(("words", "facts"), ORDERED),
        "at": NUMBER,
        "order": IN_ORDER,
        "shown": {"type": "object", "enabled": False},
    },
}


def laid_out(told: Copy | Gone) -> dict[str, Any]:
    """What is gone leaves a trace: of nobody, so it is never found, and no older copy brings it back."""
    if isinstance(told, Gone):
        return {}
    lay = laid(told)
    return {
        "tenant": str(told.institution_id),
        "subject": str(told.subject_id),
        "mark": sorted(told.marks),
        "named": sorted(lay.named),
        **{name: values for name, values in lay.facets.items() if values},
        "title_stems": lay.title_stems,
        "stems": lay.stems,
        "words": lay.words,
        "facts": lay.facts,
        "at": lay.at,
        "order": lay.order,
        "shown": {
            "title": told.title,
            "text": told.text[:LONGEST_SHOWN],
            "unread": told.unread,
            "digest": told.digest,
            "guarded": told.guarded,
        },
    }


def hit(given: Mapping[str, Any]) -> Hit:
    lay = given["_source"]
    return Hit(
        subject_id=UUID(given["_id"]),
        kind=_first(lay, "kind"),
        title=lay["shown"]["title"],
        text=lay["shown"]["text"],
        at=instant(lay["at"]),
        unread=tuple(lay["shown"]["unread"]),
        guarded=lay["shown"]["guarded"],
        type=_first(lay, "type"),
        state=_first(lay, "state"),
    )


def kept(given: Mapping[str, Any]) -> Kept:
    lay = given["_source"]
    return Kept(UUID(given["_id"]), frozenset(lay["mark"]), lay["shown"]["digest"])


def _first(lay: Mapping[str, Any], name: str) -> str:
    return str(next(iter(lay.get(name, ())), ""))
