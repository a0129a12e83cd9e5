class NotARecordError(Exception):
    """These bytes are no evidence record, or of a kind that is not read here."""
