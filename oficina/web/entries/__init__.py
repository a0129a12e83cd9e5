"""Registrar ingreso: what comes in on paper or from outside, written down by hand."""
