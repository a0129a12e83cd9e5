"""Expedientes: what they hold, what was done to them, and who looked."""
