"""What Lucene itself makes of Spanish, kept as text: README.md says how it was made."""
