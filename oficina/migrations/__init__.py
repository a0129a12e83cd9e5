"""How the schema came to be what it is, one revision a step. Run by its owner: `oficina migrate`."""
