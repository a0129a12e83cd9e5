"""A demonstration office: GAB. PRES. N° 005 re-enacted by the institutions it was addressed to."""
