"""Inicio: what waits for this person, in the order of the day."""
