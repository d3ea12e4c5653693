"""The typeface of our pages for our papers: Fira Sans, unpacked once from the design system's web fonts."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

FAMILY = "Fira Sans"
_STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


def font_folder(cache: Path | None = None) -> Path:
    """The folder with the four styles as TTF, filled on first use.

    `cache` defaults to DNM_DATA_DIR/cache/fonts. Several processes may begin at once: files appear whole.
    """
    folder = cache or Path(settings.DATA_DIR) / "cache" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for style in _STYLES:
        target = folder / f"FiraSans-{style}.ttf"
        if not target.exists():
            _unpack(Path(settings.KERN_DIR) / "fonts" / "fira-sans" / f"FiraSans-{style}.woff2", target)
    return folder


def _unpack(source: Path, target: Path) -> None:
    with (
        TTFont(source) as font,
        tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as file,
    ):
        font.flavor = None
        font.save(file)
    os.replace(file.name, target)


@lru_cache(maxsize=4)
def known_signs(folder: Path) -> frozenset[int]:
    """The code points that all four styles can show."""
    return frozenset.intersection(*(_signs_of(folder / f"FiraSans-{style}.ttf") for style in _STYLES))


def _signs_of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
