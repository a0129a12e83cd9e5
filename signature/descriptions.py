"""What a document says of itself: its title and its author are part of it, when and with what it was saved is not."""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from signature.tokens import StrangeError, Stream

SAVED = {"/ModDate", "/Producer"}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC, XMP, PDF = "{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/xap/1.0/}", "{http://ns.adobe.com/pdf/1.3/}"
KEPT = {f"{DC}title", f"{DC}creator", f"{DC}description", f"{DC}subject", f"{PDF}Keywords", f"{XMP}CreateDate"}
PACKET = re.compile(rb"<\?xpacket.*?\?>", re.DOTALL)


def information_kept(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Of `/Info`: all but when it was saved, and with what."""
    return all(before.get(key) == after.get(key) for key in {*before, *after} - SAVED)


def description_kept(before: Any, after: Stream) -> bool:
    """Of XMP: what it tells of the content. One that no program can read tells nothing."""
    told = _told(after)
    earlier = _told(before) if isinstance(before, Stream) else {}
    if told is None or earlier is None:
        return told is None and earlier is None
    return all(told.get(key) == earlier.get(key, told.get(key)) for key in KEPT) and told.keys() >= earlier.keys()


def _told(stream: Stream) -> dict[str, tuple[str, ...]] | None:
    """Of each kept property its texts. Programs of others pad it with NUL, which no XML parser takes."""
    try:
        text = PACKET.sub(b"", stream.data).replace(b"\0", b"").strip()
        root = fromstring(text) if b"<!" not in text else None  # noqa: S314 -- see above
    except (ParseError, StrangeError, ValueError, LookupError):
        return None
    if root is None:
        return None
    found = dict[str, tuple[str, ...]]()
    for each in root.iter():
        if each.tag in KEPT:
            found[each.tag] = (*found.get(each.tag, ()), *_texts(each))
        if each.tag == f"{RDF}Description":
            found |= {key: (*found.get(key, ()), value) for key, value in each.items() if key in KEPT}
    return found


def _texts(element: Element) -> list[str]:
    return [text.strip() for text in element.itertext() if text.strip()]
