"""Papers as tagged PDF: accessible (PDF/UA-1) and fit for the archive (PDF/A-2a) at once."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import typst

from dnm.documents.fonts import font_folder, known_signs

TEMPLATES = Path(__file__).parent / "typst"
_REPLACED = {
    "\u202f": "\u00a0",
    "\u2011": "-",
    "\u2028": "\n",
    "\u2029": "\n",
    "\t": " ",
    "\r\n": "\n",
    "\r": "\n",
}
_UNKNOWN = "\u25a1"


def render_pdf(
    template_name: str,
    values: Mapping[str, object],
    *,
    language: str = "de",
    created_at: datetime | None = None,
    cache: Path | None = None,
) -> bytes:
    """The template typst/<template_name>.typ filled with `values`; their keys stand in typst/README.md.

    Values go in as JSON and are shown as text, never read as markup. Signs the typeface lacks (emoji) become
    "□". With `created_at` the same values give the same bytes. LookupError for an unknown template, typst's
    RuntimeError for a missing key.
    """
    if template_name not in template_names():
        raise LookupError(f"there is no template {template_name!r}")
    folder = font_folder(cache)
    shown = _printable(values, known_signs(folder))
    return typst.compile(
        str(TEMPLATES / f"{template_name}.typ"),
        root=str(TEMPLATES),
        format="pdf",
        font_paths=[str(folder)],
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(shown), "language": language},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=created_at.replace(microsecond=0) if created_at else None,
    )


def template_names() -> tuple[str, ...]:
    """Files that begin with an underscore are parts of others."""
    return tuple(sorted(path.stem for path in TEMPLATES.glob("[!_]*.typ")))


def _printable(value: object, signs: frozenset[int]) -> object:
    """The same value with texts the typeface can show; other things become text."""
    if isinstance(value, Mapping):
        return {str(key): _printable(inner, signs) for key, inner in value.items()}
    if isinstance(value, str):
        return _printable_text(value, signs)
    if isinstance(value, Sequence):
        return [_printable(inner, signs) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _printable_text(str(value), signs)


def _printable_text(text: str, signs: frozenset[int]) -> str:
    for odd, plain in _REPLACED.items():
        text = text.replace(odd, plain)
    return "".join(_printable_sign(sign, signs) for sign in unicodedata.normalize("NFC", text))


def _printable_sign(sign: str, signs: frozenset[int]) -> str:
    category = unicodedata.category(sign)
    if sign == "\n" or (ord(sign) in signs and category not in ("Cc", "Co", "Cf")):
        return sign
    # Invisible signs, and marks that found no letter, leave no trace.
    return "" if category in ("Cc", "Cf", "Mn", "Me") else _UNKNOWN
