"""Findings in German and English sentences, as the page and the letters of the office show them."""

from collections.abc import Sequence

from dnm.engines.privacy.check import grouped
from dnm.engines.privacy.model import Finding

_NUMBERS = {
    "de": ("keine", "eine", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_FIELDS = {
    "de": {
        "title": "Überschrift",
        "text": "Text",
        "region": "Region",
        "industry": "Branche",
        "size": "Größe",
    },
    "en": {"title": "title", "text": "text", "region": "region", "industry": "industry", "size": "size"},
}
# What stands after the quote, by kind; "hint" variants for what is only likely.
_SENTENCES = {
    "de": {
        "name": "gehört zum Namen des Betriebs.",
        "name hint": "könnte zum Namen des Betriebs gehören.",
        "person": "nennt eine Person.",
        "person hint": "könnte eine Person nennen.",
        "place": "verrät den Ort.",
        "place hint": "nennt eine Stadt.",
        "url": "ist eine Internetadresse.",
        "email": "ist eine E-Mail-Adresse.",
        "phone": "ist eine Telefonnummer.",
        "product": "ist ein Produktname.",
        "product hint": "könnte ein Name sein, der zum Betrieb führt.",
        "patent": "ist eine Patentnummer: Sie führt zum Inhaber.",
        "register": "ist eine Register-, Steuer- oder Kontonummer.",
        "confidential": "ist eine Betriebszahl aus dem vertraulichen Bedarf.",
        "confidential hint": "steht so auch im vertraulichen Bedarf.",
        "head_count": "ist die genaue Zahl der Beschäftigten.",
        "founded": "verrät das Gründungsjahr.",
        "lookup": "lässt sich nachschlagen.",
    },
    "en": {
        "name": "is part of the company's name.",
        "name hint": "may be part of the company's name.",
        "person": "names a person.",
        "person hint": "may name a person.",
        "place": "tells the place.",
        "place hint": "names a city.",
        "url": "is a web address.",
        "email": "is an e-mail address.",
        "phone": "is a telephone number.",
        "product": "is the name of a product.",
        "product hint": "may be a name that leads to the company.",
        "patent": "is a patent number: it leads to its owner.",
        "register": "is a register, tax or account number.",
        "confidential": "is a figure from the confidential need.",
        "confidential hint": "also stands in the confidential need.",
        "head_count": "is the exact number of employees.",
        "founded": "tells the year of foundation.",
        "lookup": "can be looked up.",
    },
}


def heading(findings: Sequence[Finding], language: str = "de") -> str:
    """ "Vier Stellen verraten den Betrieb"; the same passage counts once, hints only when nothing blocks."""
    passages = grouped(findings)
    blocking = sum(finding.severity == "blocking" for finding in passages)
    count = blocking or len(passages)
    looked_at = not blocking and count > 0
    if language == "en":
        noun, verb = ("passages", "give") if count > 1 else ("passage", "gives")
        rest = f"{noun} to look at" if looked_at else f"{noun} {verb} the company away"
    else:
        noun, verb = ("Stellen", "verraten") if count > 1 else ("Stelle", "verrät")
        rest = f"{noun} zum Nachsehen" if looked_at else f"{noun} {verb} den Betrieb"
    return f"{_number(count, language).capitalize()} {rest}"


def sentence(finding: Finding, language: str = "de") -> str:
    """What follows the marked quote: why the passage tells who the company is."""
    if finding.kind == "small_cell":
        return _small_cell(finding, language)
    return _often(finding, language) + _SENTENCES[language][_key(finding, language)]


def _key(finding: Finding, language: str) -> str:
    key = finding.detail or finding.kind
    weaker = f"{key} hint"
    return weaker if finding.severity == "hint" and weaker in _SENTENCES[language] else key


def _often(finding: Finding, language: str) -> str:
    """ "steht zweimal da und " when a passage occurs more than once."""
    if finding.count < 2:
        return ""
    if language == "en":
        times = {2: "twice", 3: "three times"}.get(finding.count, f"{finding.count} times")
        return f"occurs {times} and "
    times = {2: "zweimal", 3: "dreimal", 4: "viermal"}.get(finding.count, f"{finding.count}-mal")
    return f"steht {times} da und "


def _small_cell(finding: Finding, language: str) -> str:
    names = _FIELDS[language]
    own = finding.field if finding.field in ("industry", "size") else "region"
    others = [names[field] for field in ("region", "industry", "size") if field != own]
    if language == "en":
        fits = {0: "no company", 1: "one company"}.get(finding.count, f"{finding.count} companies")
        return f"together with {others[0]} and {others[1]}: that fits {fits}. Five are needed."
    fits = {0: "keinen Betrieb", 1: "einen Betrieb"}.get(finding.count, f"{finding.count} Betriebe")
    return f"zusammen mit {others[0]} und {others[1]}: Das trifft auf {fits} zu. Nötig sind fünf."


def proposal(finding: Finding, language: str = "de") -> str:
    """The suggestion as a sentence; where there is none, what to do instead."""
    english = language == "en"
    if finding.changes:
        names = _FIELDS[language]
        parts = [f"{names[change.field]} {_quoted(change.value, language)}" for change in finding.changes]
        then = f"then it fits {finding.count_after}" if english else f"dann sind es {finding.count_after}"
        return f"{'Suggestion' if english else 'Vorschlag'}: {', '.join(parts)}, {then}."
    if finding.kind == "small_cell":
        return (
            "Even with the coarsest values fewer than five companies fit. Speak with the company first."
            if english
            else "Auch mit den gröbsten Angaben sind es weniger als fünf. Sprechen Sie erst mit dem Betrieb."
        )
    if finding.suggestion is None:
        return "Put this passage in other words." if english else "Fassen Sie diese Stelle in andere Worte."
    if not finding.suggestion:
        return "Suggestion: leave it out." if english else "Vorschlag: weglassen."
    return f"{'Suggestion' if english else 'Vorschlag'}: {_quoted(finding.suggestion, language)}"


def _quoted(text: str, language: str) -> str:
    return f"“{text}”" if language == "en" else f"„{text}“"


def _number(count: int, language: str) -> str:
    words = _NUMBERS[language]
    return words[count] if count < len(words) else str(count)
