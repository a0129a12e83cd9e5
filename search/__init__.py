"""What may be found, by whom, and what finds it."""
