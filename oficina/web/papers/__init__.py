"""Documents and entries: as they are read, and what whoever reads them may do; and what became of what was sent."""
