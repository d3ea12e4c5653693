"""A QR code as a picture for a page, without an image library."""

import segno


def qr_picture(text: str) -> str:
    """A ``data:`` address with an SVG picture; as large as its frame, dark on light in every colour scheme."""
    return str(segno.make(text, error="m").svg_data_uri(border=2, omitsize=True, dark="#000", light="#fff"))
