"""What is said of the search in other places, said again of an office whose index is kept by an Elasticsearch."""
