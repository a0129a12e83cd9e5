"""Files that nobody should take for a PDF, or should not open: each as small as it can be."""

import base64
import io
import zipfile
import zlib

import pikepdf


def a_pdf(**options: object) -> bytes:
    pdf, file = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(612, 792))
    pdf.save(file, **options)  # type: ignore[arg-type]  # what pikepdf takes
    return file.getvalue()


def a_docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return file.getvalue()


def without_pages() -> bytes:
    file = io.BytesIO()
    pikepdf.new().save(file)
    return file.getvalue()


def encrypted() -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="x", user="y"))


def restricted() -> bytes:
    return a_pdf(encryption=pikepdf.Encryption(owner="x", user=""))


def cut_short() -> bytes:
    return a_pdf()[:-200]


def scrambled() -> bytes:
    return a_pdf().replace(b" 0 obj", b" 0 0bj")


def a_bomb() -> bytes:
    """Two gigabytes of zeros, folded twice into some kilobytes."""
    return folded("[/FlateDecode /FlateDecode]", zlib.compress(zeros(2048), 9))


def folded(filters: str, content: bytes) -> bytes:
    """A page whose content is folded as told."""
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page()
    stream = pdf.make_stream(content)
    stream.Filter = pikepdf.Object.parse(filters.encode())
    page.Contents = stream
    pdf.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return file.getvalue()


def zeros(megabytes: int) -> bytes:
    """Folded without ever having been unfolded: the same flushed block, so many times, and the sum of it all."""
    folding = zlib.compressobj(9, wbits=-15)
    block = folding.compress(bytes(1 << 20)) + folding.flush(zlib.Z_FULL_FLUSH)
    adler = (megabytes << 20) % 65521 << 16 | 1
    return zlib.compress(b"", 9)[:2] + block * megabytes + b"\x03\x00" + adler.to_bytes(4)


def lzw_of_zeros() -> bytes:
    """Codes of a table that grows to sequences of some kilobytes of zeros, and is used to its end again and again."""
    bits, held, told = 0, 0, bytearray()

    def put(code: int, width: int) -> None:
        nonlocal bits, held
        bits, held = bits << width | code, held + width
        while held >= 8:
            held -= 8
            told.append(bits >> held)
            bits &= (1 << held) - 1

    put(256, 9)
    put(0, 9)
    for code in range(258, 4096):
        put(code, min(max((code + 1).bit_length(), 9), 12))
    for _ in range(40_000):
        put(4095, 12)
    return bytes(told)


def with_a_zip() -> bytes:
    return a_pdf() + a_docx()


def with_a_zip_that_ends_like_a_pdf() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("other.txt", "other")
        archive.comment = b"startxref\n0\n%%EOF\n"
    return a_pdf() + file.getvalue()


def base_85(content: bytes) -> bytes:
    return base64.a85encode(content) + b"~>"
