"""How the office goes: the panel of the institution, and the queue of what the machine does for it."""
