"""A QR code as a picture for a page or a paper, without an image library."""

import io

import segno


def qr_picture(text: str) -> str:
    """A ``data:`` address with an SVG picture; as large as its frame, dark on light in every colour scheme."""
    return str(segno.make(text, error="m").svg_data_uri(border=2, omitsize=True, dark="#000", light="#fff"))


def qr_drawing(text: str) -> str:
    """The same as an SVG document, for a paper."""
    written = io.BytesIO()
    segno.make(text, error="m").save(written, kind="svg", border=2, omitsize=True, dark="#000", light="#fff")
    return written.getvalue().decode()
