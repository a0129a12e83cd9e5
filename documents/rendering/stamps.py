"""What is seen of a signature, an endorsement or a seal: a page of exactly its size, to be laid on the document."""

from collections.abc import Sequence

import qrcode

from documents.rendering.compiler import Standard, compiled

LAYOUT = "stamp.typ"
STANDARDS: tuple[Standard, ...] = ("a-3b",)
NO_LEGAL_VALUE = "Firma de demostración, sin valor legal"


def render_stamp(
    kind: str,
    lines: Sequence[str],
    *,
    width: float,
    height: float,
    qr_url: str | None = None,
    demonstration: bool = False,
) -> bytes:
    """A stamp of so many points. `kind` is signature, endorsement or seal; the lines shrink until they fit."""
    data = {
        "kind": kind,
        "lines": list(lines),
        "width": width,
        "height": height,
        "qr": _modules(qr_url) if qr_url else [],
        "legend": NO_LEGAL_VALUE if demonstration else "",
    }
    return compiled(LAYOUT, data, standards=STANDARDS)


def _modules(url: str) -> list[str]:
    """The rows of the QR code, a character a module: Typst draws them."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(url)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]
