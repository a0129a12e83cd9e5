"""How a person comes in, chooses where they work, and leaves."""
