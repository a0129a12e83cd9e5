"""Who may see a thing and why: its level of access, its readers, and the register of who read it."""
