"""Signing and endorsing: one tray each, many at once, and what came of it."""
