"""Round words for exact figures: 31 -> "viele", 14 % -> "deutlich mehr als ein Zehntel"."""

from itertools import pairwise

# Shares in per cent with their names; between two neighbours the words say where the figure lies.
_SHARES = (
    (5.0, "ein Zwanzigstel", "a twentieth"),
    (10.0, "ein Zehntel", "a tenth"),
    (20.0, "ein Fünftel", "a fifth"),
    (25.0, "ein Viertel", "a quarter"),
    (33.4, "ein Drittel", "a third"),
    (50.0, "die Hälfte", "half"),
    (66.7, "zwei Drittel", "two thirds"),
    (75.0, "drei Viertel", "three quarters"),
    (90.0, "neun Zehntel", "nine tenths"),
)
_AMOUNTS = (
    (10, "mehrere", "several"),
    (100, "viele", "many"),
    (200, "über hundert", "more than a hundred"),
    (1_000, "mehrere Hundert", "several hundred"),
    (2_000, "über tausend", "more than a thousand"),
    (1_000_000, "viele Tausend", "many thousand"),
)
_DIGITS_DE = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
_DIGITS_EN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MAGNITUDES = {
    "mio": ("Million", "Millionen", "million"),
    "million": ("Million", "Millionen", "million"),
    "mrd": ("Milliarde", "Milliarden", "billion"),
    "milliarde": ("Milliarde", "Milliarden", "billion"),
    "billion": ("Billion", "Billionen", "billion"),
    "tsd": ("", "Tausend", "thousand"),
    "tausend": ("", "Tausend", "thousand"),
    "thousand": ("", "Tausend", "thousand"),
}
MAGNITUDES = tuple(_MAGNITUDES)


def rounded_share(percent: float, language: str) -> str:
    """A share of the whole, or a multiple of it, in words."""
    english = language == "en"
    if percent < 5:
        return "a small part" if english else "ein kleiner Teil"
    if percent > 100:
        return "a multiple" if english else "ein Vielfaches"
    if percent > 95:
        return "nearly everything" if english else "fast alles"
    name = 2 if english else 1
    for low, high in pairwise((*_SHARES, (100.0, "", ""))):
        position = (percent - low[0]) / (high[0] - low[0])
        if position < 0.25:
            return f"{'about' if english else 'etwa'} {low[name]}"
        if position <= 0.6:
            return f"{'well over' if english else 'deutlich mehr als'} {low[name]}"
        if position < 0.9:
            return f"{'nearly' if english else 'fast'} {high[name]}"
        if position <= 1:
            break
    return f"{'about' if english else 'etwa'} {high[name]}"


def rounded_count(number: float, language: str, dative: bool = False) -> str:
    """How many in words, fit to stand before a noun in the plural."""
    for limit, german, english in _AMOUNTS:
        if number < limit:
            if language == "en":
                return english
            return {"mehrere": "mehreren", "viele": "vielen"}.get(german, german) if dative else german
    return "millions of" if language == "en" else "Millionen von"


def rounded_measure(number: float, language: str) -> str:
    """One leading digit: 31 -> "rund 30", 0.62 -> "rund 0,6"."""
    value = float(f"{number:.0e}")
    if language == "en":
        return f"about {value:,.0f}" if value >= 1 else f"about {value:g}"
    return f"rund {value:,.0f}".replace(",", ".") if value >= 1 else f"rund {value:g}".replace(".", ",")


def rounded_money(number: float, language: str) -> str:
    """Only the number of digits: 25,000 -> "ein fünfstelliger Betrag"."""
    digits = min(len(str(int(number))), 10)
    if language == "en":
        return f"{'an' if digits == 8 else 'a'} {_DIGITS_EN[digits - 1]}-digit sum"
    return f"ein {_DIGITS_DE[digits - 1]}stelliger Betrag"


def rounded_magnitude(number: float, unit: str, language: str) -> str:
    """`unit` begins with one of MAGNITUDES: 3.4 million -> "mehrere Millionen"."""
    one, many, english = next(words for start, words in _MAGNITUDES.items() if unit.startswith(start))
    if language == "en":
        return f"several {english}" if number >= 2 else f"about one {english}"
    return f"mehrere {many}" if number >= 2 or not one else f"rund eine {one}"
