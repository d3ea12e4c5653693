"""The language a page is read in, and what depends on it alone."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal

from django.utils.translation import get_language, gettext


def reading_language() -> str:
    """de or en: the language this page is shown in."""
    return "de" if (get_language() or "de").startswith("de") else "en"


def joined(names: Iterable[object]) -> str:
    """A und B; A, B und C."""
    *most, last = [str(name) for name in names] or [""]
    return gettext(" und ").join([", ".join(most), last] if most else [last])


def written(amount: Decimal | float) -> str:
    """1.234,56 or 1,234.56; whole amounts without cents."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text.translate(str.maketrans(",.", ".,")) if reading_language() == "de" else text


def written_time(moment: datetime | time) -> str:
    """14.03 or 14:03, without a word behind it."""
    return f"{moment:%H.%M}" if reading_language() == "de" else f"{moment:%H:%M}"
