"""In order of `down_revision`. A released one never changes."""
