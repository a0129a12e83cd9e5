"""An index kept by an Elasticsearch server: for an office of several processes, or of millions of documents."""
