"""The log, for whoever audits: what was done, by whom, and the proof of each entry. Nothing can be changed here."""
