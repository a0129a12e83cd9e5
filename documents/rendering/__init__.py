"""How documents look: typeset with Typst into PDF/A-3a and PDF/UA-1, with their fields attached.

Number, date and signatures come later, as marks in spaces that the layout measured and the file itself tells.
"""

from documents.rendering.letters import Letterhead, render_draft, render_pages
from documents.rendering.reports import render_report
from documents.rendering.spaces import Box, Spaces, read_spaces
from documents.rendering.stamps import render_stamp

__all__ = [
    "Box",
    "Letterhead",
    "Spaces",
    "read_spaces",
    "render_draft",
    "render_pages",
    "render_report",
    "render_stamp",
]
