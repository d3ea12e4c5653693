"""Compiles translation catalogues (.po to .mo beside them), without gettext's programs.

Usage: compile_messages.py CATALOGUE.po …
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    """Written beside and moved into place, so that a running server never reads half a file."""
    with source.open("rb") as text:
        catalogue = read_po(text, abort_invalid=True)
    partial = source.with_suffix(".mo.part")
    with partial.open("wb") as binary:
        write_mo(binary, catalogue)
    partial.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))
