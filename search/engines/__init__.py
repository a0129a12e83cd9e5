"""Where the index lives, by the scheme of its URL."""

from kernel.urls import by_scheme
from search.engines.base import Asked, Copy, Found, Gone, Hit, Kept, Operated, SearchEngine, Shelf

__all__ = ["Asked", "Copy", "Found", "Gone", "Hit", "Kept", "Operated", "SearchEngine", "Shelf", "open_engine"]

ADAPTERS = {
    "elasticsearch": "search.engines.elastic.engine:ElasticEngine",
    "tantivy": "search.engines.embedded:EmbeddedEngine",
}


def open_engine(url: str) -> SearchEngine:
    adapter, parts = by_scheme(url, ADAPTERS)
    engine: SearchEngine = adapter.from_url(parts)
    return engine
