"""Whoever runs the installation: which institutions there are, and whether it attends. Nothing of what is in them."""
