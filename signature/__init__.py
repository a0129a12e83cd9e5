"""Signatures: who must sign and in what order, PAdES, trust, and what a signature is worth."""
