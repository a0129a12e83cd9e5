"""How fast the office is, one file a figure: `python -m benchmarks.NAME`. README.md says what each figure means."""
