"""Search: what somebody may see, and nothing else."""
