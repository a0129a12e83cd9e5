"""Where files that came from outside are opened: a child that can do little, for a short time, and is then gone.

A clean process (the zygote) is started once, with no database, no key and no network. Each call forks a child of it,
limited in memory, processor, wall clock and output. What comes back is JSON, never code: a child that a hostile file
has taken over can lie, and nothing more.
"""

from kernel.sandbox.sandbox import USUAL, Limits, Sandbox, SandboxCrashed, TooHard

__all__ = ["USUAL", "Limits", "Sandbox", "SandboxCrashed", "TooHard"]
